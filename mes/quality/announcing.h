#pragma once

#include "mes/quality/deviations.h"

namespace millwright::mes::quality {

/// A deviation is not what it was: to the pages and on the bus.
inline void announce(Transaction& transaction, const Deviation& deviation, const std::string& note) {
  transaction.changed("deviations", deviation.id);
  transaction.say(deviation.equipment,
                  contracts::QualityEvent{deviation.id, deviation.rule, deviation.equipment,
                                          std::string(enum_name(deviation.state)), note, transaction.now});
}

}  // namespace millwright::mes::quality
