#include "lib/http/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace millwright::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Url, SplitsPathAndQueryWithoutDecodingThem) {
  const auto target = split_target("/a%2Fb?x=1&y=%20");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a%2Fb");
  EXPECT_EQ(target->query, "x=1&y=%20");
  EXPECT_EQ(split_target("http://host:1/p?q")->path, "/p");
  EXPECT_EQ(split_target("http://host")->path, "/");
}

TEST(Url, RefusesTargetsOfOtherForms) {
  for (const auto* bad : {"", "*", "a", "host:80", "ftp://h/", "/a#b"}) EXPECT_FALSE(split_target(bad)) << bad;
}

TEST(Url, AnEncodedSlashStaysInsideItsSegment) {
  EXPECT_THAT(*path_segments("/tags/line1%2Ffiller"), ElementsAre("tags", "line1/filler"));
  EXPECT_THAT(*path_segments("/"), ElementsAre(""));
  EXPECT_THAT(*path_segments("/a//b/"), ElementsAre("a", "", "b", ""));
}

TEST(Url, RefusesWhatDoesNotDecode) {
  for (const auto* bad :
       {"a", "/%", "/%2", "/%zz", "/%00", "/%0a", "/%7f", "/%ff", "/%c0%af", "/%ed%a0%80", "/%f5%80%80%80"})
    EXPECT_FALSE(path_segments(bad)) << bad;
  EXPECT_EQ(decode_component("%C3%A4+b"), "ä+b");
  EXPECT_EQ(decode_form("%C3%A4+b"), "ä b");
}

TEST(Url, KnowsUtf8) {
  for (const auto* good : {"", "a", "ä", "€", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) EXPECT_TRUE(valid_utf8(good));
  for (const auto* bad :
       {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xff"})
    EXPECT_FALSE(valid_utf8(bad));
}

class Query : public testing::Test {
 protected:
  const std::vector<QueryParameter> declared_{{"tag", "", true}, {"buckets", "", false}};
  [[nodiscard]] std::string fault(std::string_view query) const {
    const auto read = read_query(query, declared_);
    return read ? "" : read.error().message;
  }
};

TEST_F(Query, YieldsTheDeclaredParametersDecoded) {
  const auto read = read_query("tag=line1%2Fa+b&buckets=", declared_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at("tag"), "line1/a b");
  EXPECT_EQ(read->at("buckets"), "");
}

TEST_F(Query, NamesWhatIsUnknownMissingTwiceOrBroken) {
  EXPECT_THAT(fault("tag=a&colour=red"), HasSubstr("colour is not known"));
  EXPECT_THAT(fault("buckets=1"), HasSubstr("tag is missing"));
  EXPECT_THAT(fault("tag=a&tag=b"), HasSubstr("tag is given twice"));
  EXPECT_THAT(fault("tag=%zz"), HasSubstr("tag cannot be decoded"));
  EXPECT_LT(fault("tag=a&" + std::string(10'000, 'x')).size(), 200U);
}

// Whatever arrives, the readers answer: no crash, and what they accept is clean text.
TEST(Url, SurvivesRandomBytes) {
  std::mt19937 random(7);
  const std::string alphabet = "/%.&=+?2fF0aA\\\xc3\xa4\x80\x01 #";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "/";
    for (auto n = random() % 24; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const auto target = split_target(text);
    if (!target) continue;
    (void)read_query(target->query, {{"a", "", false}});
    const auto segments = path_segments(target->path);
    if (!segments) continue;
    for (const auto& segment : *segments) {
      ASSERT_TRUE(valid_utf8(segment)) << text;
      ASSERT_EQ(segment.find('\x01'), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace millwright::http
