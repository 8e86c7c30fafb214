#include "mes/workflow/asking.h"

#include "mes/workflow/tasks.h"

namespace millwright::mes::workflow {

void ask_quality(Transaction& transaction, const quality::Deviation& deviation) {
  const auto lots = quality::held_lots_of(transaction.sql, deviation.id);
  if (lots.empty()) return;
  std::string list;
  for (const auto& lot : lots) list += (list.empty() ? "" : ", ") + lot;
  open_task(transaction, {.title = fmt::format("Decide on {} held {}", lots.size(), lots.size() == 1 ? "lot" : "lots"),
                          .detail = fmt::format("{}. Held: {}", deviation.summary, list),
                          .role = "quality",
                          .kind = "dispose",
                          .equipment = deviation.equipment.str(),
                          .deviation = deviation.id});
}

}  // namespace millwright::mes::workflow
