/** What a person needs to look around. */
export interface GreetingFacts {
  readonly queryUrl: string;
  readonly ingestUrl: string;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly dataDir: string;
  readonly seconds: number;
  /** Of a member of staff of the org acme. */
  readonly token: string;
  readonly demo: 'on' | 'off';
  /** Settings with which `actlog` finds this stack, where its defaults do not. */
  readonly actlogSettings: Readonly<Record<string, string>>;
}

/** The lines at the end of a start: where things are, and requests to paste. */
export function greeting(facts: GreetingFacts): string {
  const { queryUrl, ingestUrl, brokers, topic, dataDir, seconds, token, demo, actlogSettings } = facts;
  const get = (path: string): string =>
    `curl -s -H "authorization: Bearer $TOKEN" -H 'orgid: acme' '${queryUrl}${path}'`;
  const settings = Object.entries(actlogSettings).map(([name, value]) => `${name}='${value}' `);
  const actlog = `${settings.join('')}npm run -s actlog -- `;
  const manual = JSON.stringify({
    type: 'call_logged',
    datatype: 'contact',
    ownerId: 'contact-abc',
    name: 'Ada Okafor',
    summary: 'Asked about the renewal',
    durationSeconds: 240,
  });
  return `
the activity log is up after ${seconds.toFixed(1)} s

  query    ${queryUrl}   (API: ${queryUrl}/docs)
  ingest   ${ingestUrl}
  Kafka    ${brokers.join(',')}   (events go to ${topic})
  logs     ${dataDir}/logs
  demo     ${demo === 'on' ? 'a CRM is busy; DEMO=off leaves the log to you' : 'off'}

paste into another terminal:

  TOKEN='${token}'

  # what happened to a contact
  ${get('/crm/activity/by-customer/contact/contact-abc?pageSize=5')}

  # what happened to a ticket
  ${get('/crm/activity/by-resource/ticket/T-1')}

  # log a call
  curl -s -X POST -H "authorization: Bearer $TOKEN" -H 'orgid: acme' -H 'content-type: application/json' \\
    -d '${manual}' '${queryUrl}/crm/activity/manage'

in the folder of the activity log:

  # another token
  ${actlog}token --org acme --user usr_123

  # how far everything is behind
  ${actlog}lag

stop with Ctrl-C
`;
}
