// What is written to the ERP, held against the published schemas.

#include "mes/erp/messages.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mes/erp/b2mml_schema.h"

namespace millwright::mes::erp {
namespace {

const Timestamp kNow = *parse_rfc3339("2026-11-28T12:30:00.125Z");

orders::Order order(orders::OrderState state) {
  orders::Order out;
  out.id = "ERP-5001";
  out.material = "ORANGE-500";
  out.equipment = contracts::EquipmentPath{"line1"};
  out.state = state;
  out.quantity = 12000;
  out.counted_good = 12010;
  out.corrected_good = -5;
  out.counted_scrap = 31;
  out.started = kNow - 2h;
  out.completed = kNow;
  out.reason = "the <tank> is empty & \"clean\"";
  out.request = "ERP-5001";
  return out;
}
Performance performance(orders::OrderState state) {
  genealogy::Lot lot;
  lot.id = "line1-P1-0042";
  return {"BOD-9", kNow,
          2,       order(state),
          "H87",   RequestedOrder{"ERP-5001", "ERP-5001", "10", "SCHEDULE-1", "", kNow},
          {lot},   {{"SUG-1", "SUGAR", 17.25, "KGM"}}};
}

TEST(Performance, SaysWhatWasMadeAndForWhom) {
  const auto read = read_xml(operations_performance(performance(orders::OrderState::Completed)));
  ASSERT_TRUE(read) << to_text(read.error());
  const auto* said = read->find("DataArea")->find("OperationsPerformance");
  EXPECT_EQ(said->find("OperationsScheduleID")->text, "SCHEDULE-1");
  const auto* segment = said->find("OperationsResponse")->find("SegmentResponse");
  EXPECT_EQ(segment->find("OperationsRequestID")->text, "ERP-5001");
  EXPECT_EQ(segment->find("SegmentRequirementID")->text, "10");
  EXPECT_EQ(segment->find("SegmentState")->text, "Completed");
  const auto* made = segment->find("MaterialActual");
  EXPECT_EQ(made->find("MaterialUse")->text, "Produced");
  EXPECT_EQ(made->find("Quantity")->find("QuantityString")->text, "12005");
  EXPECT_EQ(made->find("Quantity")->find("UnitOfMeasure")->text, "H87");
  EXPECT_EQ(made->find("MaterialLotID")->text, "line1-P1-0042");
  const auto used = std::ranges::find_if(segment->children, [](const auto& child) {
    return child.find("MaterialUse") != nullptr && child.find("MaterialUse")->text == "Consumed";
  });
  ASSERT_NE(used, segment->children.end());
  EXPECT_EQ(used->find("MaterialLotID")->text, "SUG-1");
  EXPECT_EQ(used->find("MaterialDefinitionID")->text, "SUGAR");
  EXPECT_EQ(used->find("Quantity")->find("QuantityString")->text, "17.250000");
  EXPECT_EQ(used->find("Quantity")->find("UnitOfMeasure")->text, "KGM");
  EXPECT_EQ(segment->children.back().find("Quantity")->find("QuantityString")->text, "31");
}

TEST(Performance, ValidatesInEveryStateOfAnOrder) {
  MW_NEEDS_B2MML();
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<orders::OrderState>>([](auto state) {
    EXPECT_EQ(B2mmlSchema::instance().faults(operations_performance(performance(state.value))), "") << state.name;
  });
  Performance bare{"", kNow, 1, {}, "H87", std::nullopt, {}};
  bare.order.id = "MW-00001";
  bare.order.equipment = contracts::EquipmentPath{"line1"};
  EXPECT_EQ(B2mmlSchema::instance().faults(operations_performance(bare)), "");
}

TEST(Confirmation, ValidatesAcceptedOrNotAndWhateverWasRead) {
  MW_NEEDS_B2MML();
  ScheduleMessage known;
  known.sender = "ERP \"north\"";
  known.created = "2026-11-28T12:00:00+01:00";
  known.bod_id = "BOD-1";
  ScheduleMessage odd;
  odd.created = "yesterday";
  const std::vector<XmlFault> findings{{3, "OperationsSchedule/ID", "must be <given>"}, {0, "", "it is no XML"}};
  for (const auto* answers : {static_cast<const ScheduleMessage*>(nullptr), &std::as_const(known), &std::as_const(odd)})
    for (const bool accepted : {true, false})
      EXPECT_EQ(B2mmlSchema::instance().faults(
                    confirm_bod({"C-1", kNow, accepted, "2 orders created", findings, findings, answers})),
                "");
}

TEST(Confirmation, NamesTheMessageThatItAnswersAndEveryFinding) {
  ScheduleMessage known;
  known.sender = "ERP";
  known.created = "2026-11-28T12:00:00Z";
  known.bod_id = "BOD-1";
  const auto text =
      confirm_bod({"C-1", kNow, false, "1 fault", {{3, "A/B", "wrong"}}, {{4, "A/C", "is not used"}}, &known});
  EXPECT_NE(text.find("actionCode=\"Rejected\""), std::string::npos);
  const auto read = read_xml(text);
  ASSERT_TRUE(read) << to_text(read.error());
  const auto* confirm = read->find("DataArea")->find("Confirm");
  EXPECT_EQ(confirm->find("OriginalApplicationArea")->find("BODID")->text, "BOD-1");
  EXPECT_EQ(confirm->find("ResponseCriteria")->find("ChangeStatus")->find("Reason")->text, "line 3: A/B: wrong");
  EXPECT_EQ(read->find("DataArea")->find("BOD")->find("Note")->text, "line 4: A/C: is not used");
}

}  // namespace
}  // namespace millwright::mes::erp
