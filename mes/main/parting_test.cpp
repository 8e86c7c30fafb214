// Parting received lots and putting them together over HTTP: who may, and what is answered.

#include "mes/main/mes_over_http.h"

namespace millwright::mes {
namespace {

TEST_F(MesOverHttp, LotsArePartedAndPutTogetherByStorePeopleAlone) {
  start();
  const auto olga = sign_in("olga");
  for (const char* lot : {R"({"id": "Z1", "material": "SUGAR", "quantity": 100})",
                          R"({"id": "Z2", "material": "SUGAR", "quantity": 50})"})
    ASSERT_EQ(post("/api/v1/lots", olga, lot).status, 201);
  EXPECT_EQ(post("/api/v1/lots/Z1/split", sign_in("quinn"), R"({"quantity": 30})").status, 403);
  EXPECT_EQ(post("/api/v1/lots/Z1/split", olga, R"({"quantity": 30})").status, 201);
  EXPECT_EQ(post("/api/v1/lots/Z1/split", olga, R"({"quantity": 70})").status, 409);
  EXPECT_EQ(post("/api/v1/lots/merge", olga, R"({"lots": ["Z1", "Z2"], "id": "Z3"})").status, 201);
  EXPECT_EQ(post("/api/v1/lots/merge", olga, R"({"lots": ["Z3", "Z9"]})").status, 404);
  EXPECT_EQ(got("/api/v1/lots/Z3", olga).at("quantity").to_number<double>(), 120);
  EXPECT_EQ(got("/api/v1/lots/Z1", olga).at("received").at("left").to_number<double>(), 0);
}

}  // namespace
}  // namespace millwright::mes
