#include "mes/genealogy/recall_table.h"

namespace millwright::mes::genealogy {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"') out += '"';
    out += letter;
  }
  return out + "\"";
}

}  // namespace

std::string table_of(const Recall& recall) {
  const auto time = [](const std::optional<Timestamp>& at) { return at ? to_rfc3339(*at) : std::string(); };
  std::string out = "lot,kind,material,quantity,unit,order,status,disposition,from,to\r\n";
  if (recall.truncated) out += "NOT ALL: there is more than is told at once,,,,,,,,,\r\n";
  for (const auto& lot : recall.lots)
    out += fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", quoted(lot.id), lot.kind, quoted(lot.material),
                       lot.quantity, quoted(lot.unit), quoted(lot.order.value_or("")), lot.status, lot.disposition,
                       time(lot.from), time(lot.to));
  return out;
}

}  // namespace millwright::mes::genealogy
