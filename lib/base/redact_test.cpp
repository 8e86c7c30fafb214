#include "lib/base/redact.h"

#include <gtest/gtest.h>

#include <array>

#include "lib/base/log.h"

namespace millwright {
namespace {

TEST(WithoutPasswords, ThePasswordOfEveryUrlIsHiddenAndNothingElse) {
  constexpr std::array<std::array<std::string_view, 2>, 8> kCases = {{
      {"", ""},
      {"ready operator=http://127.0.0.1:8080 mes=http://127.0.0.1:8081",
       "ready operator=http://127.0.0.1:8080 mes=http://127.0.0.1:8081"},
      {"amqp://plant:secret@a:1,b:2/v", "amqp://plant:***@a:1,b:2/v"},
      {"to \"postgresql://u:secret@h/db\" and amqps://u:secret@h.",
       "to \"postgresql://u:***@h/db\" and amqps://u:***@h."},
      {"amqp://u:se/cr@et@h", "amqp://u:***@h"},
      {"amqp://u@h:5672/v", "amqp://u@h:5672/v"},
      {"postgresql://h/db?user=u&password=secret&sslmode=require",
       "postgresql://h/db?user=u&password=***&sslmode=require"},
      {"the password of u is wrong: password=", "the password of u is wrong: password="},
  }};
  for (const auto& [text, hidden] : kCases) EXPECT_EQ(without_passwords(text), hidden);
}

TEST(WithoutPasswords, EveryLogLinePassesThroughIt) {
  testing::internal::CaptureStderr();
  Logger("bus").error("no answer from {}", "amqp://plant:secret@h/v");
  const auto line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find("bus: no answer from amqp://plant:***@h/v"), std::string::npos) << line;
  EXPECT_EQ(line.find("secret"), std::string::npos) << line;
}

}  // namespace
}  // namespace millwright
