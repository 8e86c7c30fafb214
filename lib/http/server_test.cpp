#include "lib/http/server.h"

#include "lib/http/server_fixture.h"

namespace millwright::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using HttpServer = ServerFixture;

constexpr auto kSetpoint = "/api/v1/units/pasteurizer/setpoint";
constexpr auto kSetpointBody = R"({"value":74.5,"reason":"test"})";

std::string code_of(const ClientResponse& response) {
  boost::system::error_code error;
  const auto body = json::parse(response.body, error);
  const auto* code = error ? nullptr : body.find_pointer("/error/code", error);
  return code == nullptr ? "no error body: " + response.body : std::string(code->as_string());
}

TEST_F(HttpServer, AnswersARouteWithItsParametersQueryAndCaller) {
  start();
  const auto response = ask("GET", "/api/v1/echo/line1%2Ffiller?x=a+b", kOperator);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "line1/filler|a b|ann");
  EXPECT_EQ(response.headers.at("content-type"), "text/plain");
  EXPECT_EQ(response.headers.at("cache-control"), "no-store");
}

TEST_F(HttpServer, StreamsABodyInPiecesAndKeepsTheConnection) {
  start();
  LoopbackClient reader(server_->port());
  const auto response = reader.request("GET", "/api/v1/count");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.at("content-type"), "text/plain");
  EXPECT_FALSE(response.headers.contains("content-length"));
  ASSERT_TRUE(response.whole);
  ASSERT_EQ(response.body.size(), kPieces * kPieceBytes);
  for (int piece = 0; piece < kPieces; ++piece)
    ASSERT_EQ(response.body[static_cast<std::size_t>(piece) * kPieceBytes], static_cast<char>('a' + piece % 26));
  EXPECT_EQ(reader.request("HEAD", "/api/v1/count").status, 200);
  EXPECT_EQ(reader.request("GET", "/api/v1/echo/a", kOperator).status, 200);
}

TEST_F(HttpServer, StreamThatFailsMidwayIsCutAndNotTakenForTheWhole) {
  start();
  const auto response = client().request("GET", "/api/v1/count?fail=1");
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.whole);
}

TEST_F(HttpServer, StreamToAReaderThatWaitsIsMadeNoFurtherThanItIsRead) {
  start();
  LoopbackClient slow(server_->port());
  slow.send("GET /api/v1/count HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  ASSERT_TRUE(eventually([this] { return pieces_made_ > 0; }));
  EXPECT_EQ(ask("GET", "/api/v1/echo/a", kOperator).status, 200) << "others are served meanwhile";
  EXPECT_LT(pieces_made_, kPieces);
  EXPECT_TRUE(slow.read_response().whole);
}

TEST_F(HttpServer, ReadsABodyAndAnswersWithTheDeclaredStatus) {
  start();
  const auto response = ask("POST", kSetpoint, kOperator, kSetpointBody);
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(written_, 1);
}

TEST_F(HttpServer, WrongInputIsA400ThatNamesItAndDoesNothing) {
  start();
  const auto missing = ask("POST", kSetpoint, kOperator, R"({"value":1})");
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr("reason"));
  EXPECT_EQ(ask("POST", kSetpoint, kOperator, "{").status, 400);
  EXPECT_EQ(ask("POST", kSetpoint, kOperator, "").status, 400);
  EXPECT_EQ(ask("POST", kSetpoint, kOperator, std::string(100, '[')).status, 400);
  const auto unknown = ask("GET", "/api/v1/echo/a?y=1", kOperator);
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr("y is not known"));
  EXPECT_EQ(ask("GET", "/api/v1/echo/%zz", kOperator).status, 400);
  EXPECT_EQ(written_, 0);
}

TEST_F(HttpServer, WithoutAValidTokenTheAnswerIs401) {
  start();
  for (const auto* who : {"", "Authorization: Bearer eve\r\n", "Authorization: Basic YW5u\r\n",
                          "Authorization: Bearer\r\n", "Cookie: millwright_session=eve\r\n", "Cookie: other=ann\r\n"}) {
    const auto response = ask("POST", kSetpoint, who, kSetpointBody);
    EXPECT_EQ(response.status, 401) << who;
    EXPECT_EQ(code_of(response), "sign_in");
  }
  EXPECT_EQ(ask("GET", "/api/v1/echo/a", "Authorization: Bearer " + std::string(5000, 'a') + "\r\n").status, 401);
  EXPECT_EQ(written_, 0);
}

TEST_F(HttpServer, AWrongBearerIsNotRescuedByACookie) {
  start();
  EXPECT_EQ(ask("GET", "/api/v1/echo/a", std::string("Authorization: Bearer eve\r\n") + kOperatorCookie).status, 401);
}

TEST_F(HttpServer, WithoutTheRoleTheAnswerIs403) {
  start();
  const auto response = ask("POST", kSetpoint, kViewer, kSetpointBody);
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(code_of(response), "forbidden");
  EXPECT_EQ(written_, 0);
}

TEST_F(HttpServer, UnknownPathsAre404AndOtherMethods405WithAllow) {
  start();
  EXPECT_EQ(code_of(ask("GET", "/api/v1/nothing", kOperator)), "not_found");
  for (const auto* method : {"GET", "DELETE", "OPTIONS", "BREW", "TRACE"}) {
    const auto response = ask(method, kSetpoint, kOperator);
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(response.headers.at("allow"), "POST");
  }
  EXPECT_EQ(ask("POST", "/orders", kOperator).headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(ask("OPTIONS", "/api/v1/nothing").status, 404);
}

TEST_F(HttpServer, ACookieFromAnotherOriginChangesNothing) {
  start();
  const auto post = [&](const std::string& headers) {
    return ask("POST", kSetpoint, kOperatorCookie + headers, kSetpointBody).status;
  };
  EXPECT_EQ(post("Origin: http://evil\r\n"), 403);
  EXPECT_EQ(post("Origin: null\r\n"), 403);
  EXPECT_EQ(post("Origin: http://127.0.0.1:81\r\n"), 403);
  EXPECT_EQ(post("Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(post("Sec-Fetch-Site: same-site\r\n"), 403);
  EXPECT_EQ(written_, 0);
  EXPECT_EQ(post("Origin: http://127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"), 201);
  EXPECT_EQ(post(""), 201);
  EXPECT_EQ(ask("POST", kSetpoint, std::string("Origin: http://evil\r\n") + kOperator, kSetpointBody).status, 201);
}

TEST_F(HttpServer, EveryAnswerCarriesTheSecurityHeaders) {
  start();
  for (const auto* target : {"/", "/api/v1/nothing", "/metrics", "/api/v1/throw", "/%zz"}) {
    const auto headers = ask("GET", target).headers;
    EXPECT_THAT(headers.at("content-security-policy"), HasSubstr("frame-ancestors 'none'")) << target;
    EXPECT_EQ(headers.at("x-content-type-options"), "nosniff") << target;
    EXPECT_TRUE(headers.contains("referrer-policy")) << target;
  }
}

TEST_F(HttpServer, AnExceptionIsA500ThatTellsNothing) {
  start();
  const auto response = ask("GET", "/api/v1/throw");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(code_of(response), "internal");
  EXPECT_THAT(response.body, Not(HasSubstr("secret")));
}

TEST_F(HttpServer, AHandlersHeaderCannotSplitTheAnswer) {
  start();
  const auto response = ask("GET", "/api/v1/split");
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.headers.contains("set-cookie"));
}

TEST_F(HttpServer, ServesThePageAndNothingBesideItsFolder) {
  start();
  EXPECT_EQ(ask("GET", "/").body, "<p>page</p>");
  const auto page = ask("GET", "/lots/L-1");
  EXPECT_EQ(page.body, "<p>page</p>");
  EXPECT_EQ(page.headers.at("cache-control"), "no-cache");
  EXPECT_EQ(ask("GET", "/", "If-None-Match: " + page.headers.at("etag") + "\r\n").status, 304);
  for (const auto* target : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt",
                             "/..%5csecret.txt", "http://h/../secret.txt"}) {
    const auto response = ask("GET", target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_THAT(response.body, Not(HasSubstr("secret"))) << target;
  }
}

TEST_F(HttpServer, HeadIsGetWithoutTheBody) {
  start();
  auto connection = client();
  const auto head = connection.request("HEAD", "/");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), "11");
  EXPECT_EQ(connection.request("GET", "/").body, "<p>page</p>");
}

TEST_F(HttpServer, HasItsOwnPublicRoutes) {
  start();
  EXPECT_EQ(ask("GET", "/health/live").status, 200);
  EXPECT_EQ(ask("GET", "/health/ready").status, 200);
  ready_ = false;
  EXPECT_EQ(ask("GET", "/health/ready").status, 503);
  const auto document = json::parse(ask("GET", "/api/openapi.json").body);
  for (const auto* path : {"/metrics", "/health/live", "/health/ready", "/api/openapi.json", "/api/v1/live"})
    EXPECT_TRUE(document.at("paths").as_object().contains(path)) << path;
  EXPECT_TRUE(server_->alive());
}

TEST_F(HttpServer, CountsRequestsByRouteAndNeverByWhatAStrangerSent) {
  start();
  ask("GET", "/api/v1/echo/a", kOperator);
  ask("BREW", "/api/v1/coffee");
  const auto text = metrics();
  EXPECT_THAT(text,
              HasSubstr(R"(millwright_http_requests_total{method="GET",route="/api/v1/echo/{what}",status="200"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"({method="other",route="unmatched",status="404"} 1)"));
  EXPECT_THAT(text, HasSubstr("millwright_http_request_duration_seconds_bucket"));
  EXPECT_THAT(text, HasSubstr("millwright_http_connections 1"));
  EXPECT_THAT(text, Not(HasSubstr("coffee")));
}

TEST_F(HttpServer, APortInUseIsSaidSo) {
  start();
  auto second = options_;
  second.port = server_->port();
  const auto refused = Server::start(second, Router("x", "1"), {}, metrics_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ServerError::already_in_use);
  second.host = "not an address";
  EXPECT_EQ(Server::start(second, Router("x", "1"), {}, metrics_, {}).error().code, ServerError::address);
}

}  // namespace
}  // namespace millwright::http
