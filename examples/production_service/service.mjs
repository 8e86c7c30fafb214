// A production service of one's own, with nothing of Millwright but its bus: watches the pasteurizer's temperature and
// raises HIGH_TEMP at a limit of its own. node service.mjs AMQP_URL [LIMIT]; see README.md.
import { randomUUID } from "node:crypto";
import amqp from "amqplib";

const [url, limit = 78] = process.argv.slice(2);
const [tag, equipment, exchange] = ["line1/pasteurizer/temperature", "line1/pasteurizer", "millwright.events"];
const connection = await amqp.connect(url);
const channel = await connection.createConfirmChannel();
await channel.assertExchange(exchange, "topic", { durable: true });
const { queue } = await channel.assertQueue("", { exclusive: true });
await channel.bindQueue(queue, exchange, "line1.*.samples");
let episode; // the violation that is going on: {id, crossed_at}

async function say(active, sample) {
  const type = "millwright.threshold.v1";
  // recovered: record and hold, but command nothing. That is for the plant's own rule.
  const data = { rule: "HIGH_TEMP", episode: episode.id, equipment, tag, limit: "high", limit_value: Number(limit),
    unit: "°C", sample, active, crossed_at: episode.crossed_at, raised_at: episode.crossed_at, recovered: true,
    context: {}, hops: [] };
  const event = { specversion: "1.0", id: randomUUID(), source: "/examples/production_service", type,
    subject: equipment, time: new Date().toISOString(), datacontenttype: "application/json", data };
  channel.publish(exchange, "line1.pasteurizer.threshold", Buffer.from(JSON.stringify(event)),
    { contentType: "application/cloudevents+json", messageId: event.id, type, persistent: true });
  await channel.waitForConfirms();
  console.log(active ? "raised" : "cleared", sample.value);
}

async function look(sample) {
  const beyond = sample.value > Number(limit);
  if (sample.quality !== "Good" || beyond === Boolean(episode)) return;
  episode ??= { id: randomUUID(), crossed_at: sample.source_time };
  await say(beyond, sample);
  if (!beyond) episode = undefined;
}

let last = Promise.resolve(); // one sample after the other
await channel.consume(queue, (message) => {
  const { data } = JSON.parse(message.content);
  const samples = data.recovered ? [] : (data.tags.find((one) => one.tag === tag)?.samples ?? []);
  for (const sample of samples) last = last.then(() => look(sample));
}, { noAck: true });
console.log("watching", tag);
