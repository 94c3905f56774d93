/** A small bot that shows all the page has to show, in French and Arabic. */
import { deskCard, type FakeBot, type FakeReply, text } from '../server/channels/botkit/fake-server';

type Words = {
  hello: string;
  where: string;
  offers: string;
  topics: [string, string][];
  answer: string;
  menu: string;
  person: string;
  list: string;
};

const words: Record<string, Words> = {
  fr: {
    hello:
      'Bonjour ! Je suis Passerelle, un service gratuit. Je ne suis pas une personne, mais une personne peut répondre.\n\nNous gardons vos messages 30 jours, protégés. Vous pouvez les effacer quand vous voulez.',
    where: 'Dans quelle commune habitez-vous ? Écrivez son nom ou son code postal.',
    offers: 'Que voulez-vous faire ?',
    topics: [
      ['M’inscrire à la commune', 'Quels papiers, où aller, combien de temps'],
      ['Demander une aide au CPAS', 'Qui peut demander, quoi apporter'],
      ['J’ai reçu un refus', 'Le dernier jour pour faire appel'],
      ['Voir un médecin sans papiers', 'L’aide médicale urgente'],
      ['Trouver de l’aide près de chez moi', 'Adresses, langues, heures'],
    ],
    answer:
      'Le CPAS doit décider dans les 30 jours. Il doit vous donner un accusé de réception le jour même.\n\nSource : mi-is.be, 03/03/2026. Question ? Appelez le 02 508 85 85. En danger : 112.',
    menu: 'Menu',
    person: 'Parler à une personne',
    list: 'Voir les sujets',
  },
  ar: {
    hello:
      'مرحباً! أنا Passerelle، خدمة مجانية. أنا لست إنساناً، لكن يمكن لإنسان أن يجيبك.\n\nنحتفظ برسائلك 30 يوماً وهي محمية. يمكنك حذفها متى شئت.',
    where: 'في أي بلدية تسكن؟ اكتب اسمها أو رمزها البريدي.',
    offers: 'ماذا تريد أن تفعل؟',
    topics: [
      ['التسجيل في البلدية', 'الأوراق المطلوبة وأين تذهب'],
      ['طلب مساعدة من CPAS', 'من يمكنه الطلب وماذا يحضر'],
      ['وصلني رفض', 'آخر يوم للطعن'],
      ['رؤية طبيب بدون أوراق', 'المساعدة الطبية العاجلة'],
      ['العثور على مساعدة قريبة مني', 'عناوين ولغات وأوقات'],
    ],
    answer:
      'على CPAS أن يقرر خلال 30 يوماً. ويجب أن يعطيك وصل استلام في اليوم نفسه.\n\nالمصدر: mi-is.be، ⁦03/03/2026⁩. للسؤال اتصل على ⁦02 508 85 85⁩. في حالة الخطر: 112.',
    menu: 'القائمة',
    person: 'التحدث إلى شخص',
    list: 'عرض المواضيع',
  },
};

export const demoBot: FakeBot = (event, language) => {
  const said = words[language] ?? (words['fr'] as Words);
  const { body } = event;
  if (body.type === 'choice' && body.id.startsWith('language:')) return [text(said.hello), where(said)];
  if (body.type === 'choice' && body.id === 'topic:1') return [answer(said), deskCard()];
  if (body.type === 'message' && body.text.startsWith('echo ')) return [text(body.text)];
  if (body.type === 'message' && body.media.length > 0) return [text('📷')];
  return [topics(said)];
};

const where = (said: Words): FakeReply => ({
  ...text(said.where),
  blocks: [{ key: 'flows:welcome.place.text', values: {}, text: said.where }],
});

const topics = (said: Words): FakeReply => ({
  part: {
    type: 'list',
    text: said.offers,
    button: said.list,
    plain: '',
    items: said.topics.map(([title, description], index) => ({ id: `topic:${index}`, title, description })),
  },
});

const answer = (said: Words): FakeReply => ({
  part: {
    type: 'buttons',
    text: said.answer,
    plain: '',
    buttons: [
      { id: 'command:menu', title: said.menu },
      { id: 'command:person', title: said.person },
    ],
  },
});
