#include "lib/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millwright::http {
namespace {

using testing::ElementsAre;

struct Order {
  std::string product;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (product, quantity))

HttpResult<RawResponse> nothing(const Call&) { return RawResponse{}; }

Route route(Method method, std::string path) { return {method, std::move(path), "does it", Access::anyone(), {}}; }

class Routes : public testing::Test {
 protected:
  Routes() {
    router_.add_raw(route(Method::get, "/orders/{id}"), "text/plain", nothing);
    router_.add_raw(route(Method::get, "/orders/plan"), "text/plain", nothing);
    router_.add_raw(route(Method::post, "/orders/{id}/release"), "text/plain", nothing);
    router_.add<Order, Order>({Method::post, "/orders", "makes one", Access::any_of({"planner"}), {}, 201},
                              [](const Call&, Order order) -> HttpResult<Order> { return order; });
    router_.add<Nothing, Order>({Method::get, "/orders", "lists", Access::signed_in(), {{"state", "only those", true}}},
                                [](const Call&) -> HttpResult<Order> { return not_found("no"); });
  }
  [[nodiscard]] std::string matched(Method method, std::string_view path) const {
    const auto match = router_.match(method, path);
    return match.entry == nullptr ? "" : match.entry->route.path;
  }
  Router router_{"Test", "1"};
};

TEST_F(Routes, ALiteralSegmentWinsOverAParameter) {
  EXPECT_EQ(matched(Method::get, "/orders/plan"), "/orders/plan");
  EXPECT_EQ(matched(Method::get, "/orders/7"), "/orders/{id}");
}

TEST_F(Routes, AParameterIsOneDecodedSegmentAndNeverEmpty) {
  EXPECT_EQ(router_.match(Method::post, "/orders/a%2Fb%20c/release").parameters.at("id"), "a/b c");
  EXPECT_EQ(matched(Method::post, "/orders//release"), "");
  EXPECT_EQ(matched(Method::post, "/orders/a/b/release"), "");
  EXPECT_EQ(matched(Method::get, "/orders/%zz"), "");
}

TEST_F(Routes, AKnownPathWithAnotherMethodIsSaidSo) {
  const auto match = router_.match(Method::del, "/orders");
  EXPECT_EQ(match.entry, nullptr);
  EXPECT_TRUE(match.path_known);
  EXPECT_FALSE(router_.match(Method::get, "/nowhere").path_known);
  EXPECT_THAT(router_.methods_at("/orders"), ElementsAre(Method::get, Method::post));
}

TEST_F(Routes, ABodyOfTheWrongShapeIsA400ThatNamesTheField) {
  const auto* entry = router_.match(Method::post, "/orders").entry;
  ASSERT_NE(entry, nullptr);
  const auto wrong = entry->handler(Call{.body = R"({"product":"water","quantity":"many"})"});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().status, 400);
  EXPECT_THAT(wrong.error().message, testing::HasSubstr("quantity"));
  const auto good = entry->handler(Call{.body = R"({"product":"water","quantity":3})"});
  ASSERT_TRUE(good);
  EXPECT_EQ(good->status, 201);
  EXPECT_EQ(good->body, R"({"product":"water","quantity":3})");
}

using RoutesDeathTest = Routes;

TEST_F(RoutesDeathTest, ARouteWithoutAnAccessRuleStopsTheProcess) {
  EXPECT_DEATH(router_.add_raw({Method::get, "/x", "", {}, {}}, "text/plain", nothing), "undecided");
  EXPECT_DEATH(router_.add_raw({Method::get, "/x", "", Access::any_of({}), {}}, "text/plain", nothing), "roles");
}

TEST_F(RoutesDeathTest, ARouteDeclaredTwiceStopsTheProcess) {
  EXPECT_DEATH(router_.add_raw(route(Method::get, "/orders/{name}"), "text/plain", nothing), "method");
}

TEST_F(Routes, OpenApiSaysWhatIsServed) {
  const auto document = router_.openapi();
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const auto& post = document.at("paths").at("/orders").at("post").as_object();
  EXPECT_EQ(post.at("operationId"), "post_orders");
  EXPECT_EQ(post.at("requestBody").at("content").at("application/json").at("schema"),
            json::value(json_schema<Order>()));
  EXPECT_TRUE(post.at("responses").as_object().contains("201"));
  EXPECT_TRUE(post.at("responses").as_object().contains("403"));
  EXPECT_EQ(post.at("x-roles"), (json::value{"planner"}));
  EXPECT_EQ(post.at("security").as_array().size(), 2U);
  const auto& query = document.at("paths").at("/orders").at("get").at("parameters").at(0);
  EXPECT_EQ(query.at("name"), "state");
  EXPECT_EQ(query.at("required"), true);
  const auto& path = document.at("paths").at("/orders/{id}/release").at("post");
  EXPECT_EQ(path.at("parameters").at(0).at("in"), "path");
  EXPECT_EQ(path.at("security"), json::value(json::array{}));
}

void collect_references(const json::value& value, std::set<std::string>& out) {
  if (value.is_array())
    for (const auto& item : value.get_array()) collect_references(item, out);
  if (!value.is_object()) return;
  for (const auto& entry : value.get_object()) {
    if (entry.key() == "$ref") out.emplace(entry.value().as_string());
    collect_references(entry.value(), out);
  }
}

TEST_F(Routes, OpenApiIdsAreUniqueAndReferencesLeadSomewhere) {
  router_.add_raw(route(Method::get, "/orders/by_id"), "text/plain", nothing);
  const json::value document = router_.openapi();
  std::set<std::string> ids;
  std::size_t operations = 0;
  for (const auto& path : document.at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      ids.emplace(operation.value().at("operationId").as_string());
      ++operations;
    }
  }
  EXPECT_EQ(operations, 6U);
  EXPECT_EQ(ids.size(), operations);
  std::set<std::string> references;
  collect_references(document, references);
  EXPECT_FALSE(references.empty());
  for (const auto& reference : references) {
    ASSERT_TRUE(reference.starts_with("#/"));
    boost::system::error_code error;
    EXPECT_NE(document.find_pointer(reference.substr(1), error), nullptr) << reference;
  }
}

}  // namespace
}  // namespace millwright::http
