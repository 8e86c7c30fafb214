#include "lib/http/credentials.h"

#include <gtest/gtest.h>

namespace millwright::http {
namespace {

TEST(Credentials, ReadsTheBearerTokenOnly) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bearer  abc "), "abc");
  EXPECT_FALSE(bearer_token("Basic abc"));
  EXPECT_FALSE(bearer_token("Bearerabc"));
  EXPECT_FALSE(bearer_token(""));
}

TEST(Credentials, FindsACookieByItsExactName) {
  EXPECT_EQ(cookie_value("a=1; session=x=y; b=2", "session"), "x=y");
  EXPECT_FALSE(cookie_value("xsession=1", "session"));
  EXPECT_FALSE(cookie_value("session", "session"));
  EXPECT_FALSE(cookie_value(";;=;", "session"));
  EXPECT_EQ(cookie_value("session=1; session=2", "session"), "1");
}

TEST(Credentials, SameOriginNeedsHostAndPort) {
  EXPECT_TRUE(same_origin("http://plant:8080", "plant:8080"));
  EXPECT_TRUE(same_origin("https://Plant", "plant:443"));
  EXPECT_TRUE(same_origin("http://[::1]:8080", "[::1]:8080"));
  for (const auto* origin : {"null", "", "http://", "http://plant:8081", "http://evil:8080", "http://plant:8080.evil",
                             "http://plant:8080@evil", "file://plant:8080", "http://plant"})
    EXPECT_FALSE(same_origin(origin, "plant:8080")) << origin;
}

TEST(Credentials, SameHostIgnoresThePort) {
  EXPECT_TRUE(same_host("http://plant:8081", "plant:8080"));
  EXPECT_TRUE(same_host("http://[::1]:1", "[::1]:2"));
  EXPECT_FALSE(same_host("http://plant.evil:8080", "plant:8080"));
  EXPECT_FALSE(same_host("null", "plant"));
  EXPECT_FALSE(same_host("http://plant", ""));
}

}  // namespace
}  // namespace millwright::http
