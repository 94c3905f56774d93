import request from 'supertest';
import { type Api, openApi } from './support';

let api: Api;
const languages = [
  {
    ...{ code: 'ti', name: 'ትግርኛ', englishName: 'Tigrinya', live: true, madeFrom: ['en', 'fr'] },
    texts: { wanted: 830, present: 830, reviewed: 0 },
  },
  {
    ...{ code: 'sq', name: 'Shqip', englishName: 'Albanian', live: false, madeFrom: [] },
    texts: { wanted: 830, present: 12, reviewed: 0 },
  },
];

beforeAll(async () => {
  api = await openApi({ languages: () => languages });
});

describe('GET /transparency', () => {
  it('tells anybody which languages are spoken, from what they were made and that none is reviewed', async () => {
    const { body } = await request(api.app).get('/api/transparency').expect(200);
    expect(body.languages).toEqual([
      {
        ...{ code: 'ti', name: 'ትግርኛ', englishName: 'Tigrinya', madeFrom: ['en', 'fr'] },
        texts: { wanted: 830, present: 830, reviewed: 0 },
      },
    ]);
  });

  it('tells for every topic when its oldest fact was checked and when the next one lapses', async () => {
    const { body } = await request(api.app).get('/api/transparency').expect(200);
    expect(body.topics.length).toBeGreaterThan(0);
    for (const { checked, lapses } of body.topics) {
      expect(checked === null).toBe(lapses === null);
      if (checked !== null) expect(checked < lapses).toBe(true);
    }
  });
});
