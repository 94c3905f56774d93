import { twilioSpec } from '../../../support/twilio-openapi';
test('x', () => {
  const t0=Date.now();
  const s = twilioSpec();
  const AC='AC'+'a'.repeat(32);
  const p=`/2010-04-01/Accounts/${AC}/Messages.json`;
  const m = s.match({method:'POST',path:p,query:new URLSearchParams(),form:new URLSearchParams({To:'x',Body:'b',Foo:'1',MessagingServiceSid:'MG1'})});
  console.log(Date.now()-t0, m?.problems, m?.answerProblems(201,{sid:'SM1',date_created:'x',status:'foo'}));
  console.log(s.match({method:'GET',path:p,query:new URLSearchParams({PageSize:'50',To:'x'})})?.problems, s.match({method:'GET',path:p,query:new URLSearchParams({PageSize:'5000',Tox:'x'})})?.problems, s.match({method:'GET',path:p,query:new URLSearchParams({PageSize:'50',To:'x'})})?.answerProblems(200,{messages:[{body:null,status:'sent',next_page_uri:null}]}));
  console.log(s.match({method:'POST',path:'/v1/Content',query:new URLSearchParams(),json:{language:'en',types:{'twilio/list-picker':{body:'x',button:'b',items:[{item:'a',id:'b',description:'c'}]},'twilio/text':{body:'x'}}}})?.problems,
  s.match({method:'POST',path:'/v1/Content',query:new URLSearchParams(),json:{language:'en',types:{'twilio/quick-reply':{body:'x',actions:[{type:'X',title:1}]},twilioText:{}}}})?.problems);
  console.log(s.match({method:'POST',path:'/v2/Indicators/Typing.json',query:new URLSearchParams(),form:new URLSearchParams({channel:'whatsapp',messageId:'SM'+'a'.repeat(32)})})?.problems, s.match({method:'POST',path:'/v2/Indicators/Typing.json',query:new URLSearchParams(),form:new URLSearchParams({channel:'sms',messageId:'SM'+'a'.repeat(32)})})?.problems);
  const HX='HX'+'a'.repeat(32);
  console.log(s.match({method:'GET',path:`/v1/Content/${HX}/ApprovalRequests`,query:new URLSearchParams()})?.answerProblems(200,{sid:HX,whatsapp:{status:'approved'}}));
});
