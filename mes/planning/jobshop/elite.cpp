#include "mes/planning/jobshop/elite.h"

#include <algorithm>

namespace millwright::mes::planning::jobshop {

int distance(const Shop& shop, const std::vector<int>& a, const std::vector<int>& b) {
  std::vector<int> place(b.size());
  for (std::size_t k = 0; k < b.size(); ++k) place[static_cast<std::size_t>(b[k])] = static_cast<int>(k);
  int inversions = 0;
  for (std::size_t m = 0; m + 1 < shop.begin.size(); ++m)
    for (int i = shop.begin[m]; i < shop.begin[m + 1]; ++i)
      for (int j = i + 1; j < shop.begin[m + 1]; ++j)
        inversions += place[static_cast<std::size_t>(a[static_cast<std::size_t>(i)])] >
                      place[static_cast<std::size_t>(a[static_cast<std::size_t>(j)])];
  return inversions;
}

bool EliteSet::add(Elite elite) {
  // Closer than this, two solutions lead to the same places.
  const int alike = std::max(1, shop_->size / 20);
  const std::lock_guard lock(mutex_);
  auto worst = members_.end();
  for (auto member = members_.begin(); member != members_.end(); ++member) {
    if (distance(*shop_, member->sequence, elite.sequence) < alike) {
      if (member->makespan <= elite.makespan) return false;
      *member = std::move(elite);
      return true;
    }
    if (worst == members_.end() || member->makespan > worst->makespan) worst = member;
  }
  if (members_.size() < capacity_) {
    members_.push_back(std::move(elite));
    return true;
  }
  if (worst->makespan < elite.makespan) return false;
  *worst = std::move(elite);
  return true;
}

std::optional<std::pair<Elite, Elite>> EliteSet::pick_two(Random& random) const {
  const std::lock_guard lock(mutex_);
  if (members_.size() < 2) return std::nullopt;
  const int first = random.below(static_cast<int>(members_.size()));
  int second = random.below(static_cast<int>(members_.size()) - 1);
  if (second >= first) ++second;
  return std::pair(members_[static_cast<std::size_t>(first)], members_[static_cast<std::size_t>(second)]);
}

bool EliteSet::is_full() const {
  const std::lock_guard lock(mutex_);
  return members_.size() >= capacity_;
}

std::size_t EliteSet::size() const {
  const std::lock_guard lock(mutex_);
  return members_.size();
}

void EliteSet::keep_best() {
  const std::lock_guard lock(mutex_);
  if (members_.empty()) return;
  std::ranges::nth_element(members_, members_.begin(), {}, &Elite::makespan);
  members_.resize(1);
}

}  // namespace millwright::mes::planning::jobshop
