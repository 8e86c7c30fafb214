#pragma once
// One conveyor between two machines: a buffer of bottles that takes and gives only while the belt moves.

#include <cstdint>

#include "lib/base/assert.h"

namespace millwright::plc {

class Conveyor {
 public:
  static constexpr std::uint32_t kCapacity = 120;

  explicit Conveyor(std::uint32_t bottles) : bottles_(bottles) {}

  void set_moving(bool moving) { moving_ = moving; }
  void put() {
    MW_ASSERT(room() > 0);
    ++bottles_;
  }
  void take() {
    MW_ASSERT(available() > 0);
    --bottles_;
  }

  [[nodiscard]] std::uint32_t bottles() const { return bottles_; }
  /// What the machine downstream can take now.
  [[nodiscard]] std::uint32_t available() const { return moving_ ? bottles_ : 0; }
  /// What the machine upstream can put now.
  [[nodiscard]] std::uint32_t room() const { return moving_ ? kCapacity - bottles_ : 0; }

 private:
  std::uint32_t bottles_;
  bool moving_ = false;
};

}  // namespace millwright::plc
