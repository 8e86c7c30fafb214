#pragma once
// A tank that knows which batch it holds: first in, first out, as in the slender balance tank before a pasteurizer.

#include <algorithm>
#include <cstdint>
#include <deque>

namespace millwright::plc {

/// Some product of one mixer batch.
struct Slug {
  std::uint32_t batch = 0;
  double volume_l = 0;
};

class ProductTank {
 public:
  explicit ProductTank(double capacity_l) : capacity_l_(capacity_l) {}

  void push(Slug slug) {
    if (slug.volume_l <= 0) return;
    level_l_ += slug.volume_l;
    if (!slugs_.empty() && slugs_.back().batch == slug.batch) {
      slugs_.back().volume_l += slug.volume_l;
    } else {
      slugs_.push_back(slug);
    }
  }

  /// Takes up to `volume_l` from the front; the batch is that of the first drop.
  Slug take(double volume_l) {
    Slug taken{front_batch(), 0};
    while (volume_l > 0 && !slugs_.empty()) {
      const double part = std::min(volume_l, slugs_.front().volume_l);
      slugs_.front().volume_l -= part;
      taken.volume_l += part;
      volume_l -= part;
      if (slugs_.front().volume_l <= 0) slugs_.pop_front();
    }
    level_l_ = slugs_.empty() ? 0 : level_l_ - taken.volume_l;
    return taken;
  }

  [[nodiscard]] std::uint32_t front_batch() const { return slugs_.empty() ? 0 : slugs_.front().batch; }
  [[nodiscard]] double level_l() const { return level_l_; }
  [[nodiscard]] double room_l() const { return std::max(0.0, capacity_l_ - level_l_); }

 private:
  double capacity_l_;
  double level_l_ = 0;
  std::deque<Slug> slugs_;
};

}  // namespace millwright::plc
