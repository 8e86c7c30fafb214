// A schedule of the ERP in any bytes: it is read whole or every fault has a sentence, and what is read has what an
// order needs: ids, a material and an amount that is not below zero.
#include "mes/erp/schedule.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {

std::vector<std::string> seeds() {
  return {R"(<OperationsSchedule xmlns="http://www.mesa.org/xml/B2MML"><ID>S</ID><OperationsRequest><ID>R</ID>
<EndTime>2026-12-01T14:00:00Z</EndTime><Priority>2</Priority><SegmentRequirement><ID>10</ID>
<ProcessSegmentID>filling</ProcessSegmentID><EquipmentRequirement><ID>1</ID><EquipmentID>line1</EquipmentID>
</EquipmentRequirement><MaterialRequirement><ID>1</ID><MaterialDefinitionID>M</MaterialDefinitionID>
<MaterialUse>Produced</MaterialUse><Quantity><QuantityString>12</QuantityString><UnitOfMeasure>H87</UnitOfMeasure>
</Quantity></MaterialRequirement></SegmentRequirement></OperationsRequest></OperationsSchedule>)",
          R"(<?xml version="1.0"?><x:SyncOperationsSchedule xmlns:x="http://www.mesa.org/xml/B2MML" releaseID="1">
<x:ApplicationArea><x:Sender><x:LogicalID>E</x:LogicalID></x:Sender><x:CreationDateTime>2026-11-28T12:00:00Z
</x:CreationDateTime><x:BODID>B</x:BODID></x:ApplicationArea><x:DataArea><x:Sync/><x:OperationsSchedule><x:ID>S</x:ID>
<x:OperationsRequest><x:ID>R</x:ID><x:SegmentRequirement><x:ID>1</x:ID><x:MaterialRequirement>
<x:MaterialDefinitionID>M</x:MaterialDefinitionID><x:Quantity><x:QuantityString>.5</x:QuantityString></x:Quantity>
</x:MaterialRequirement></x:SegmentRequirement></x:OperationsRequest></x:OperationsSchedule></x:DataArea>
</x:SyncOperationsSchedule>)",
          "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<OperationsSchedule><ID>"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  using namespace millwright::mes;
  using namespace millwright::mes::erp;
  const auto text = fuzz::Input(data, size).text();
  const auto reading = read_schedule(text);
  for (const auto& fault : reading.faults) MW_ASSERT(fault.line >= 0 && !fault.message.empty());
  if (!reading.faults.empty()) return 0;
  fuzz::accept();
  MW_ASSERT(text.find("<!DOCTYPE") == std::string_view::npos || text.find("<!--") != std::string_view::npos ||
            text.find("<![CDATA[") != std::string_view::npos || text.find("<?") != std::string_view::npos);
  MW_ASSERT(!reading.message.schedules.empty());
  for (const auto& schedule : reading.message.schedules) {
    MW_ASSERT(!schedule.id.empty() && !schedule.requests.empty());
    for (const auto& request : schedule.requests) {
      MW_ASSERT(!request.id.value.empty() && request.id.line > 0 && !request.segments.empty());
      MW_ASSERT(!request.priority || (*request.priority >= 1 && *request.priority <= 9));
      for (const auto& segment : request.segments)
        MW_ASSERT(!segment.id.value.empty() && !segment.produced.material.value.empty() &&
                  segment.produced.amount >= 0);
    }
  }
  const auto again = read_schedule(text);
  MW_ASSERT(again.faults.empty() && again.message.unused.size() == reading.message.unused.size());
  const auto escaped = read_xml("<a>" + xml_escaped(reading.message.schedules[0].id) + "</a>");
  MW_ASSERT(escaped && escaped->text == reading.message.schedules[0].id);
  return 0;
}
