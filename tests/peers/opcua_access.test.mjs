// Who gets into SCADA's OPC UA server, asked by a foreign client (node-opcua): only a trusted application over an
// encrypted channel, and in it only a user with a password. Clients refuse to send what a server does not offer, so
// the forbidden tokens are forged.
import assert from "node:assert/strict";
import { X509Certificate, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import {
  AnonymousIdentityToken,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  StatusCodes,
  UserTokenType,
  X509IdentityToken,
} from "node-opcua";
import { Line, adminPassword } from "../support/line.mjs";
import {
  activateWithForgedToken,
  call,
  makeIdentity,
  newClient,
  openSession,
  signedByUser,
  text,
  time,
  trust,
} from "../support/opcua.mjs";

describe("the door of SCADA's OPC UA server", () => {
  let data, line, trusted, stranger, policies;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-access-"));
    trusted = await makeIdentity(data, "trusted");
    stranger = await makeIdentity(data, "stranger");
    await trust(data, trusted);
    line = await Line.start({ name: "peer-opcua-access", data });
    await line.addUser("quinn", ["quality"]);
  });
  after(async () => {
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });

  test("only encrypted endpoints are offered, for users by name alone", async () => {
    const client = OPCUAClient.create({
      endpointMustExist: false,
      securityMode: MessageSecurityMode.None,
      securityPolicy: SecurityPolicy.None,
      clientCertificateManager: trusted.manager,
      connectionStrategy: { maxRetry: 1, initialDelay: 50, maxDelay: 100 },
    });
    await client.connect(line.opcua);
    const endpoints = await client.getEndpoints();
    await assert.rejects(client.createSession(), "no session on a channel that is not secured");
    await client.disconnect();
    assert.ok(endpoints.some((one) => one.securityPolicyUri === SecurityPolicy.Basic256Sha256));
    for (const endpoint of endpoints) {
      assert.equal(endpoint.securityMode, MessageSecurityMode.SignAndEncrypt, endpoint.securityPolicyUri);
      for (const token of endpoint.userIdentityTokens) assert.equal(token.tokenType, UserTokenType.UserName);
    }
    policies = [...new Set(endpoints.flatMap((one) => one.userIdentityTokens.map((token) => token.policyId)))];
  });

  test("a trusted application with a user and its password gets in", async () => {
    const peer = await openSession(line.opcua, trusted, "admin", adminPassword);
    await peer.close();
  });

  test("a wrong password and an unknown user are refused alike", async () => {
    for (const user of ["quinn", "nobody"])
      await assert.rejects(openSession(line.opcua, trusted, user, "not the password"), /BadUserAccessDenied/);
  });

  test("an application that is not trusted opens no channel", async () => {
    const client = newClient(stranger);
    await assert.rejects(client.connect(line.opcua));
    await client.disconnect();
  });

  test("a forged anonymous token is refused at the server", async () => {
    for (const policyId of [...policies, "open62541-anonymous-policy", "anonymous", ""]) {
      const token = () => ({ userIdentityToken: new AnonymousIdentityToken({ policyId }), userTokenSignature: {} });
      assert.match(
        await activateWithForgedToken(line.opcua, trusted, token),
        /BadIdentityToken|BadUserAccessDenied/,
        policyId,
      );
    }
    const none = () => ({ userIdentityToken: null, userTokenSignature: {} });
    assert.match(await activateWithForgedToken(line.opcua, trusted, none), /BadIdentityToken|BadUserAccessDenied/);
  });

  test("a trusted application's certificate is no user", async () => {
    const certificateData = new X509Certificate(await readFile(trusted.certificateFile)).raw;
    const key = await readFile(trusted.privateKeyFile, "utf8");
    for (const policyId of [
      ...policies,
      "open62541-certificate-policy#Basic256Sha256",
      "open62541-certificate-policy",
    ]) {
      const token = (context) => ({
        userIdentityToken: new X509IdentityToken({ policyId, certificateData }),
        userTokenSignature: signedByUser(key, context),
      });
      assert.match(
        await activateWithForgedToken(line.opcua, trusted, token),
        /BadIdentityToken|BadUserAccessDenied/,
        policyId,
      );
    }
  });

  test("a user without the role for it calls no command and acknowledges nothing", async () => {
    const peer = await openSession(line.opcua, trusted, "quinn", line.passwordOf("quinn"));
    try {
      const inputs = [text(randomUUID()), time(new Date(Date.now() + 5_000)), text("not mine to ask")];
      const answer = await call(peer, "line1/filler", "line1/filler/stop", inputs);
      assert.equal(answer.statusCode, StatusCodes.BadUserAccessDenied);
      const low = peer.id("line1/filler/pressure/low");
      const acknowledged = await peer.session.acknowledgeCondition(low, Buffer.from("x"), "");
      assert.equal(acknowledged, StatusCodes.BadUserAccessDenied);
      assert.ok(!(await line.operator.read("/api/v1/commands")).some((command) => command.requester === "quinn"));
    } finally {
      await peer.close();
    }
  });
});
