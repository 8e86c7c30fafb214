#include "lib/http/static_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace millwright::http {
namespace fs = std::filesystem;
namespace {

TEST(StaticPath, LeavesNoWayOut) {
  for (const auto* bad :
       {"/../secret.txt", "/a/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/.git/config.x", "/a/.env",
        "/a\\..\\b.txt", "/a%5c..%5cb.txt", "//etc/passwd.x", "/a//b.js", "/c:/x.txt", "/a%00.js", "/%zz.js", "x.js"})
    EXPECT_FALSE(static_path(bad)) << bad;
}

TEST(StaticPath, PathsWithoutADotAreTheApplicationsOwnAndGetItsPage) {
  for (const auto* page : {"/", "/orders", "/lots/L-1", "/lots/"}) EXPECT_EQ(static_path(page), "index.html") << page;
  EXPECT_EQ(static_path("/assets/app-12345678.js"), "assets/app-12345678.js");
}

TEST(StaticPath, KnowsHashedAssets) {
  EXPECT_TRUE(is_hashed_asset("assets/index-B4k2x_9z.js"));
  EXPECT_FALSE(is_hashed_asset("index-B4k2x_9z.js"));
  EXPECT_FALSE(is_hashed_asset("assets/index.js"));
  EXPECT_FALSE(is_hashed_asset("assets/logo-big.svg"));
}

class Files : public testing::Test {
 protected:
  Files() : root_(fs::temp_directory_path() / ("mw_static_" + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    fs::create_directories(root_ / "web/assets");
    write("web/index.html", "<p>page</p>");
    write("web/assets/app-12345678.js", "run()");
    write("secret.txt", "secret");
    fs::create_symlink(root_ / "secret.txt", root_ / "web/link.txt");
  }
  ~Files() override { fs::remove_all(root_); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(root_ / name) << text; }

  const fs::path root_;
  const StaticFiles files_{root_ / "web"};
};

TEST_F(Files, ServesWithTypeTagAndCachingRule) {
  const auto page = files_.serve("/orders", std::nullopt);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body, "<p>page</p>");
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page->headers.at("Cache-Control"), "no-cache");
  const auto script = files_.serve("/assets/app-12345678.js", std::nullopt);
  ASSERT_TRUE(script);
  EXPECT_NE(script->headers.at("Cache-Control").find("immutable"), std::string::npos);
}

TEST_F(Files, AnUnchangedFileIsNotSentAgain) {
  const auto tag = files_.serve("/", std::nullopt)->headers.at("ETag");
  const auto again = files_.serve("/", tag);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 304);
  EXPECT_TRUE(again->body.empty());
  write("web/index.html", "<p>another page</p>");
  EXPECT_EQ(files_.serve("/", tag)->status, 200);
}

TEST_F(Files, ALinkOutOfTheFolderIsNotFollowed) {
  ASSERT_TRUE(fs::exists(root_ / "web/link.txt"));
  EXPECT_EQ(files_.serve("/link.txt", std::nullopt).error().status, 404);
  EXPECT_EQ(files_.serve("/assets/gone.js", std::nullopt).error().status, 404);
}

}  // namespace
}  // namespace millwright::http
