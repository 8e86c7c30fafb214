// OPC UA clients that nobody here wrote (node-opcua), each with an application certificate of its own.
import { createSign, X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  AttributeIds,
  BrowseDirection,
  ClientMonitoredItem,
  ClientSubscription,
  DataType,
  MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  UserTokenType,
  constructEventFilter,
} from "node-opcua";

export const plantNamespace = "urn:millwright:plant:bottling";

/** Makes a certificate and its store in folder/name; `uri` is the application's. */
export async function makeIdentity(folder, name) {
  const uri = `urn:millwright-tests:${name}`;
  const store = path.join(folder, name);
  await mkdir(store, { recursive: true });
  const manager = new OPCUACertificateManager({ rootFolder: store, automaticallyAcceptUnknownCertificate: true });
  await manager.initialize();
  const certificateFile = path.join(store, "certificate.pem");
  await manager.createSelfSignedCertificate({
    applicationUri: uri,
    dns: ["localhost"],
    outputFile: certificateFile,
    startDate: new Date(Date.now() - 3_600_000),
    subject: `/CN=${name}/O=Millwright tests`,
    validity: 30,
  });
  return { name, uri, manager, certificateFile, privateKeyFile: manager.privateKey };
}

/** Makes the installation in `data` trust this application: what an administrator does by copying its certificate. */
export async function trust(data, identity) {
  const folder = path.join(data, "shared/pki/trusted");
  await mkdir(folder, { recursive: true });
  const { raw } = new X509Certificate(await readFile(identity.certificateFile));
  await writeFile(path.join(folder, `${identity.name}.der`), raw);
}

export function newClient(identity) {
  return OPCUAClient.create({
    applicationName: identity.name,
    applicationUri: identity.uri,
    certificateFile: identity.certificateFile,
    privateKeyFile: identity.privateKeyFile,
    clientCertificateManager: identity.manager,
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    endpointMustExist: true,
    requestedSessionTimeout: 60_000,
    connectionStrategy: { maxRetry: 1, initialDelay: 50, maxDelay: 100 },
  });
}

/** A connected client and a session of `user`; close() ends both. */
export async function openSession(url, identity, user, password) {
  const client = newClient(identity);
  await client.connect(url);
  try {
    const session = await client.createSession({ type: UserTokenType.UserName, userName: user, password });
    const namespaces = await session.readNamespaceArray();
    const ns = namespaces.indexOf(plantNamespace);
    return {
      client,
      session,
      ns,
      id: (nodePath) => `ns=${ns};s=${nodePath}`,
      async close() {
        await session.close();
        await client.disconnect();
      },
    };
  } catch (error) {
    await client.disconnect();
    throw error;
  }
}

/**
 * The status with which the server answers a user token that the client library would never send by itself: its
 * maker of tokens is replaced, everything else (channel, signatures, nonces) stays genuine. "Good" if it lets us in.
 */
export async function activateWithForgedToken(url, identity, makeToken) {
  const client = newClient(identity);
  await client.connect(url);
  client.createUserIdentityToken = (context, _wanted, callback) => callback(null, makeToken(context, client));
  try {
    const session = await client.createSession();
    await session.close();
    return "Good";
  } catch (error) {
    return error.message;
  } finally {
    await client.disconnect();
  }
}

/** Signs as an X.509 user would: with the key of the certificate it shows. */
export function signedByUser(privateKeyPem, context) {
  const signature = createSign("RSA-SHA256").update(context.serverCertificate).update(context.serverNonce);
  return { algorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", signature: signature.sign(privateKeyPem) };
}

async function follow(peer, nodeId, referenceTypeId) {
  const browseDirection = BrowseDirection.Forward;
  const wanted = { nodeId, browseDirection, referenceTypeId, includeSubtypes: true, nodeClassMask: 0, resultMask: 63 };
  const found = await peer.session.browse(wanted);
  if (found.statusCode.isNotGood()) throw new Error(`browse ${nodeId}: ${found.statusCode}`);
  return found.references;
}
/** What stands below a node: the string (or number) of each node id → its reference. */
export async function children(peer, nodeId) {
  const references = await follow(peer, nodeId, "HierarchicalReferences");
  return new Map(references.map((reference) => [String(reference.nodeId.value), reference]));
}
/** The node id of its type definition. */
export async function typeOf(peer, nodeId) {
  return (await follow(peer, nodeId, "HasTypeDefinition"))[0].nodeId;
}

/** A subscription that publishes quickly; whoever makes it terminates it. */
export function subscribe(peer) {
  return ClientSubscription.create(peer.session, {
    requestedPublishingInterval: 50,
    requestedLifetimeCount: 1000,
    requestedMaxKeepAliveCount: 20,
    publishingEnabled: true,
  });
}

/** Collects the values of a variable, or the events of an object as {field: value}, in the order they come. */
export async function collect(subscription, nodeId, fields) {
  const seen = [];
  const item = fields
    ? { nodeId, attributeId: AttributeIds.EventNotifier }
    : { nodeId, attributeId: AttributeIds.Value };
  const options = { samplingInterval: 0, discardOldest: true, queueSize: 10_000 };
  if (fields) options.filter = constructEventFilter(fields);
  const monitored = ClientMonitoredItem.create(subscription, item, options, TimestampsToReturn.Both);
  monitored.on("changed", (value) => {
    if (!fields) return seen.push(value);
    seen.push(Object.fromEntries(fields.map((name, i) => [name.replace(/^\d+:/, ""), value[i].value])));
  });
  await new Promise((resolve, reject) =>
    monitored.once("initialized", resolve).once("err", (why) => reject(new Error(why))),
  );
  return seen;
}

/** Calls a method; inputs are [DataType, value] pairs. */
export async function call(peer, object, method, inputs) {
  return peer.session.call({
    objectId: peer.id(object),
    methodId: peer.id(method),
    inputArguments: inputs.map(([dataType, value]) => ({ dataType, value })),
  });
}
export const text = (value) => [DataType.String, value];
export const time = (value) => [DataType.DateTime, value];
export const number = (value) => [DataType.Double, value];
