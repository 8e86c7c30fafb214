// How long 1,000 orders of the ERP take: read, checked, made into orders, confirmed and committed, on the database that
// is named; and the same file once more.
// Usage: millwright-erp-bench   on the database that MILLWRIGHT_DATABASE names, else on SQLite in a folder of its own

#include <fmt/format.h>

#include "mes/erp/exchange.h"
#include "mes/ingest/applier.h"

namespace {

using namespace millwright;
using namespace millwright::mes;

constexpr int kOrders = 1000;

std::string schedule() {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OperationsSchedule xmlns=\"" +
                    std::string(erp::kNamespace) + "\">\n  <ID>BENCH</ID>\n";
  const char* materials[] = {"ORANGE-500", "APPLE-500", "CURRANT-500", "ORANGE-1000", "APPLE-1000", "CURRANT-1000"};
  for (int i = 0; i < kOrders; ++i)
    out += fmt::format(R"(  <OperationsRequest>
    <ID>BENCH-{0:05}</ID>
    <EndTime>2026-12-{1:02}T14:00:00Z</EndTime>
    <Priority>{2}</Priority>
    <SegmentRequirement>
      <ID>10</ID>
      <ProcessSegmentID>filling</ProcessSegmentID>
      <OperationsDefinitionID>BOTTLING</OperationsDefinitionID>
      <OperationsSegmentID>BOTTLING</OperationsSegmentID>
      <EquipmentRequirement>
        <ID>1</ID>
        <EquipmentID>line1</EquipmentID>
      </EquipmentRequirement>
      <MaterialRequirement>
        <ID>1</ID>
        <MaterialDefinitionID>{3}</MaterialDefinitionID>
        <MaterialUse>Produced</MaterialUse>
        <Quantity>
          <QuantityString>{4}</QuantityString>
          <UnitOfMeasure>H87</UnitOfMeasure>
        </Quantity>
      </MaterialRequirement>
    </SegmentRequirement>
  </OperationsRequest>
)",
                       i, 1 + i % 28, 1 + i % 9, materials[i % 6], 1000 + i);
  return out + "</OperationsSchedule>\n";
}

template <class T>
T must(store::StoreResult<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

void take(erp::Exchange& exchange, const Clock& clock, const std::string& text, const char* what) {
  const auto began = clock.monotonic();
  const auto answer = exchange.take(text, "bench", "bench");
  const double seconds = std::chrono::duration<double>(clock.monotonic() - began).count();
  fmt::print("{:<12} {:>8.3f} s   {}\n", what, seconds, answer.summary);
  if (answer.outcome != erp::Exchange::Outcome::accepted) throw std::runtime_error("it was not accepted");
}

void run(const std::string& url) {
  const SystemClock clock;
  const auto definitions = Definitions::open("plants/bottling/master_data.yaml");
  if (!definitions) throw std::runtime_error(definitions.error().message);
  const auto database = must(store::Database::open(url));
  const auto outbox = must(store::Outbox::open(*database, "mes"));
  Writer writer(*database, *outbox, clock);
  const auto applier = must(ingest::Applier::open(writer, **definitions, ingest::all_modules()));
  const auto audit = must(accounts::AuditTrail::open(*database));
  erp::Exchange exchange(writer, **definitions, *audit);
  const auto text = schedule();
  fmt::print("{} orders in {:.2f} MB on {}\n", kOrders, static_cast<double>(text.size()) / 1e6,
             database->dialect() == store::Dialect::sqlite ? "SQLite" : "PostgreSQL");
  const auto began = clock.monotonic();
  const auto reading = erp::read_schedule(text);
  fmt::print("{:<12} {:>8.3f} s   {} faults\n", "reading",
             std::chrono::duration<double>(clock.monotonic() - began).count(), reading.faults.size());
  take(exchange, clock, text, "import");
  take(exchange, clock, text, "once more");
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("millwright-erp-bench-{}", ::getpid());
  std::filesystem::create_directories(folder);
  int code = 0;
  try {
    const char* url = std::getenv("MILLWRIGHT_DATABASE");
    run(url != nullptr ? url : "sqlite:" + (folder / "mes.db").string());
  } catch (const std::exception& error) {
    fmt::print(stderr, "erp: {}\n", error.what());
    code = 1;
  }
  std::filesystem::remove_all(folder);
  return code;
}
