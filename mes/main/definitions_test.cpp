// Definitions changed over HTTP: drafted, amended, approved in the revision that was seen, in force at once.

#include "mes/main/mes_over_http.h"

namespace millwright::mes {
namespace {

class DefinitionsOverHttp : public MesOverHttp {};

TEST_F(DefinitionsOverHttp, AnApprovedChangeOfDefinitionsHoldsAtOnceAndAfterARestart) {
  start();
  const auto paula = sign_in("paula");
  const auto drafts = [](const std::string& material) {
    const auto content = fmt::format(R"({{"bills": [{{"material": "{}", "version": 7,
      "items": [{{"material": "JUICE-PASTEURIZED", "quantity": 0.25, "unit": "LTR"}}]}}]}})",
                                     material);
    return json::serialize(json::object{{"title", "smaller"}, {"content", content}});
  };
  const std::string path = "/api/v1/definitions/changes";
  const auto refused = post(path, paula, drafts("GOLD"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("there is no material 'GOLD'"), std::string::npos) << refused.body;
  EXPECT_EQ(post(path, sign_in("olga"), drafts("ORANGE-500")).status, 403);
  const auto drafted = post(path, paula, drafts("ORANGE-500"));
  ASSERT_EQ(drafted.status, 201) << drafted.body;
  const auto approve = path + "/" + std::string(json::parse(drafted.body).at("id").as_string()) + "/approve";
  EXPECT_EQ(post(approve, paula, "").status, 403);
  EXPECT_EQ(got("/api/v1/materials/ORANGE-500", paula).at("bill_version"), 1);
  const auto approved = post(approve, sign_in("admin"), "");
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(got("/api/v1/materials/ORANGE-500", paula).at("bill_version"), 7);
  mes_.reset();
  start();
  EXPECT_EQ(got("/api/v1/materials/ORANGE-500", paula).at("bill_version"), 7);
  EXPECT_EQ(got(path, paula).at(0).at("state"), "approved");
}

TEST_F(DefinitionsOverHttp, AnAmendedChangeIsApprovedInTheRevisionThatWasSeen) {
  start();
  const auto paula = sign_in("paula");
  const auto admin = sign_in("admin");
  const auto text = [](double quantity) {
    return fmt::format(R"({{"bills": [{{"material": "ORANGE-500", "version": 7,
      "items": [{{"material": "JUICE-PASTEURIZED", "quantity": {}, "unit": "LTR"}}]}}]}})",
                       quantity);
  };
  const auto put = [&](const std::string& path, const std::string& who, std::int64_t revision,
                       const std::string& content) {
    const auto body = json::serialize(json::object{{"title", "less"}, {"revision", revision}, {"content", content}});
    return http::LoopbackClient(mes_->port()).request("PUT", path, who + "Content-Type: application/json\r\n", body);
  };
  const auto drafted = post("/api/v1/definitions/changes", paula,
                            json::serialize(json::object{{"title", "smaller"}, {"content", text(0.25)}}));
  ASSERT_EQ(drafted.status, 201) << drafted.body;
  const std::string path = "/api/v1/definitions/changes/DC-0001";
  EXPECT_EQ(json::parse(drafted.body).at("revision"), 1);
  EXPECT_EQ(put(path, sign_in("olga"), 1, text(0.24)).status, 403);
  EXPECT_EQ(put(path, admin, 1, text(0.24)).status, 409) << "not the author";
  EXPECT_EQ(put(path, paula, 1, text(-1)).status, 400);
  EXPECT_EQ(put("/api/v1/definitions/changes/DC-0009", paula, 1, text(0.24)).status, 404);
  const auto amended = put(path, paula, 1, text(0.24));
  ASSERT_EQ(amended.status, 200) << amended.body;
  EXPECT_EQ(json::parse(amended.body).at("revision"), 2);
  for (const char* unseen : {"/approve", "/approve?revision=1", "/approve?revision=3"}) {
    const auto refused = post(path + unseen, admin, "");
    EXPECT_EQ(refused.status, 409) << unseen;
    EXPECT_NE(refused.body.find("was amended since"), std::string::npos) << refused.body;
  }
  EXPECT_EQ(post(path + "/approve?revision=two", admin, "").status, 400);
  EXPECT_EQ(got(path + "/revisions", paula).at(0).at("content").as_string(), text(0.25));
  EXPECT_EQ(get("/api/v1/definitions/changes/DC-0009/revisions", paula).status, 404);
  ASSERT_EQ(post(path + "/approve?revision=2", admin, "").status, 200);
  EXPECT_EQ(got("/api/v1/materials/ORANGE-500", paula).at("bill_of_materials").at(0).at("quantity"), 0.24);
  const auto trail = json::serialize(got("/api/v1/audit", admin));
  EXPECT_NE(trail.find("definitions.amend"), std::string::npos);
}

TEST_F(DefinitionsOverHttp, WhatAChangeSaysIsToldAsJsonWhetherItWasWrittenSoOrNot) {
  start();
  const auto paula = sign_in("paula");
  const std::string yaml =
      "bills:\n  - {material: ORANGE-500, version: 7, items: [{material: WATER, quantity: 0.25, unit: LTR}]}\n"
      "equipment_classes:\n  - {id: MIXER, name: Mixers, equipment: [line1/mixer]}\n";
  const auto drafted = post("/api/v1/definitions/changes", paula,
                            json::serialize(json::object{{"title", "two at once"}, {"content", yaml}}));
  ASSERT_EQ(drafted.status, 201) << drafted.body;
  const auto change = got("/api/v1/definitions/changes/DC-0001", paula);
  EXPECT_EQ(change.at("content").as_string(), yaml);
  EXPECT_EQ(change.at("sections").at("bills").at(0).at("items").at(0).at("quantity"), 0.25);
  EXPECT_EQ(change.at("sections").at("equipment_classes").at(0).at("equipment").at(0), "line1/mixer");
  EXPECT_EQ(got("/api/v1/definitions/changes", paula).at(0).at("sections"), change.at("sections"));
}

TEST_F(DefinitionsOverHttp, AMaterialAndAClassAreChangedAsBillsAre) {
  start();
  const auto paula = sign_in("paula");
  const auto admin = sign_in("admin");
  const auto draft = [&](const std::string& content) {
    return post("/api/v1/definitions/changes", paula,
                json::serialize(json::object{{"title", "materials"}, {"content", content}}));
  };
  const auto sugar = [](const std::string& unit) {
    return "{\"materials\": [{\"id\": \"SUGAR\", \"name\": \"Cane sugar\", \"kind\": \"raw\",\n\"unit\": \"" + unit +
           "\"}]}";
  };
  const auto refused = draft(sugar("LTR"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find(":2: SUGAR counts in KGM for good"), std::string::npos) << refused.body;
  ASSERT_EQ(draft(sugar("KGM")).status, 201);
  ASSERT_EQ(draft(R"({"equipment_classes": [{"id": "MIXER", "name": "Mixers of two sizes",
                     "equipment": ["line1/mixer", "line1/mixer2"]}]})")
                .status,
            201);
  EXPECT_EQ(got("/api/v1/materials/SUGAR", paula).at("name"), "White sugar");
  for (const char* id : {"DC-0001", "DC-0002"})
    ASSERT_EQ(post(fmt::format("/api/v1/definitions/changes/{}/approve", id), admin, "").status, 200) << id;
  mes_.reset();
  start();
  EXPECT_EQ(got("/api/v1/materials/SUGAR", paula).at("name"), "Cane sugar");
  EXPECT_EQ(got("/api/v1/definitions/materials", paula).as_array().size(), 23u);
  const auto mixers = got("/api/v1/definitions/equipment_classes", paula).at(0);
  EXPECT_EQ(mixers.at("id"), "MIXER");
  EXPECT_EQ(mixers.at("equipment").at(1), "line1/mixer2");
}

}  // namespace
}  // namespace millwright::mes
