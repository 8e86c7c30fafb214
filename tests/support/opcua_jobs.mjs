// A line's job orders as a foreign client of OPC 10031-4 sees them (node-opcua): structures by their types, methods by
// their browse names.
import { AttributeIds, DataType, coerceNodeId } from "node-opcua";
import { children } from "./opcua.mjs";

export const jobNamespace = "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/";
/** Annex B.2, and from 33 on docs/guides/job_orders.md. */
export const bits = { noError: 0, unknownId: 1, invalidStatus: 3, unableToAccept: 4, invalidRequest: 32, idInUse: 33 };
export const bit = (...positions) => positions.reduce((sum, position) => sum | (1n << BigInt(position)), 0n);
/** node-opcua gives a UInt64 as its two halves. */
const whole = ([high, low]) => (BigInt(high) << 32n) | BigInt(low);

export class JobClient {
  static async open(peer, line = "line1") {
    const jobs = new JobClient();
    jobs.peer = peer;
    jobs.ns = (await peer.session.readNamespaceArray()).indexOf(jobNamespace);
    jobs.receiver = peer.id(`${line}/JobOrderReceiver`);
    jobs.provider = peer.id(`${line}/JobResponseProvider`);
    return jobs;
  }
  type(number) {
    return coerceNodeId(`ns=${this.ns};i=${number}`);
  }
  /** The child of that name, in the standard's namespace. */
  async node(object, name) {
    for (const child of (await children(this.peer, object)).values())
      if (child.browseName.name === name && child.browseName.namespaceIndex === this.ns) return child.nodeId;
    throw new Error(`${object} has no ${this.ns}:${name}`);
  }
  async order({ id, quantity, parameters = {}, priority = 0 }) {
    const jobOrderParameters = Object.entries(parameters).map(([name, value]) => ({
      ID: name,
      Value: { dataType: DataType.Double, value },
    }));
    return this.peer.session.constructExtensionObject(this.type(3008), {
      JobOrderID: id,
      Priority: priority,
      JobOrderParameters: jobOrderParameters,
      MaterialRequirements: [
        { MaterialDefinitionID: "sugar", MaterialUse: "Consumed", Quantity: "12.5" },
        { MaterialDefinitionID: "apple_05", MaterialUse: "Produced", Quantity: `${quantity}` },
      ],
    });
  }
  async call(object, name, inputArguments) {
    return this.peer.session.call({ objectId: object, methodId: await this.node(object, name), inputArguments });
  }
  /** The ReturnStatus of a method that takes an order or an id. */
  async ask(method, what, comment = "") {
    const first =
      typeof what === "string"
        ? { dataType: DataType.String, value: what }
        : { dataType: DataType.ExtensionObject, value: await this.order(what) };
    const comments = { dataType: DataType.LocalizedText, arrayType: 1, value: comment ? [{ text: comment }] : [] };
    const result = await this.call(this.receiver, method, [first, comments]);
    if (result.statusCode.isNotGood()) throw new Error(`${method}: ${result.statusCode}`);
    return whole(result.outputArguments[0].value);
  }
  async list() {
    const nodeId = await this.node(this.receiver, "JobOrderList");
    return (await this.peer.session.read({ nodeId, attributeId: AttributeIds.Value })).value.value ?? [];
  }
  /** {status, state, substate, data, made}: what became of a job. */
  async response(id) {
    const result = await this.call(this.provider, "RequestJobResponseByJobOrderID", [
      { dataType: DataType.String, value: id },
    ]);
    return { status: whole(result.outputArguments[1].value), ...flat(result.outputArguments[0].value) };
  }
}

const keyed = (value) => (Array.isArray(value) ? Number(whole(value)) : value);

/** A response with its states by their texts and its data by their names. */
export function flat(response) {
  const field = (object, name) => object[name[0].toLowerCase() + name.slice(1)] ?? object[name];
  const states = field(response, "JobState") ?? [];
  const data = {};
  for (const one of field(response, "JobResponseData") ?? [])
    data[one.iD ?? one.id ?? one.ID] = keyed(one.value?.value);
  return {
    id: field(response, "JobOrderID"),
    state: states[0]?.stateText?.text,
    number: states[0]?.stateNumber,
    substate: states[1]?.stateText?.text,
    data,
    made: (field(response, "MaterialActuals") ?? [])[0]?.quantity,
    started: field(response, "StartTime"),
    ended: field(response, "EndTime"),
  };
}
