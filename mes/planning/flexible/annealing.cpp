#include "mes/planning/flexible/annealing.h"

#include <algorithm>
#include <cmath>

namespace millwright::mes::planning::flexible {

namespace {

// A round begins at a temperature at which a typical rise is taken now and then, and ends a thousand times cooler.
constexpr double kStartOverRise = 0.02;
constexpr double kCoolest = 1e-3;
// A change is given up once what it has cost on the way is over the limit by so many temperatures.
constexpr double kCreditOverHeat = 10;
constexpr int kRisesAsked = 200;
// Where rounds end, as shares of the time; what has no end in time has rounds of so many steps, each twice the last.
constexpr double kRoundEnds[] = {0.06, 0.25, 1.0};
constexpr std::uint64_t kFirstRoundSteps = 200'000;
// Steps between two looks at what to report, and accepted moves between two sortings of the list.
constexpr std::uint64_t kReportEvery = 2'000;
constexpr int kSortEvery = 200;
constexpr int kTriesForRise = 2'000;

}  // namespace

Annealing::Annealing(const Compiled& compiled, Incumbent& incumbent, const SearchOptions& options, std::uint64_t seed,
                     double heat)
    : compiled_(compiled),
      incumbent_(incumbent),
      random_(seed),
      budget_(options),
      decoder_(compiled),
      now_(incumbent.best()),
      moves_(compiled, now_, random_),
      heat_(heat) {
  best_ = now_;
  cost_ = best_cost_ = decoder_.decode(now_);
}

bool Annealing::try_one(double temperature) {
  const auto [first, last] = moves_.propose(decoder_);
  if (first == kNone) return false;
  const double limit = cost_ - temperature * std::log(1.0 - random_.unit());
  const double cost = decoder_.try_change(now_, first, last, limit, kCreditOverHeat * temperature);
  if (cost > limit) {
    decoder_.reject();
    moves_.undo();
    return false;
  }
  decoder_.accept();
  cost_ = cost;
  return true;
}

/// The middle of the rises that moves from here bring.
double Annealing::typical_rise() {
  std::vector<double> rises;
  for (int k = 0; k < kTriesForRise && rises.size() < kRisesAsked && budget_.step(); ++k) {
    const auto [first, last] = moves_.propose(decoder_);
    if (first == kNone) continue;
    const double cost = decoder_.try_change(now_, first, last, kTooMuch);
    if (cost > cost_) rises.push_back(cost - cost_);
    decoder_.reject();
    moves_.undo();
  }
  if (rises.empty()) return 0;
  std::ranges::nth_element(rises, rises.begin() + static_cast<std::ptrdiff_t>(rises.size() / 2));
  return rises[rises.size() / 2];
}

void Annealing::remember_best() {
  if (cost_ >= best_cost_) return;
  best_cost_ = cost_;
  best_ = now_;
}

void Annealing::tidy() {
  sort_by_start(now_, decoder_);
  cost_ = decoder_.decode(now_);
}

void Annealing::round(double until_share, std::uint64_t until_steps) {
  now_ = incumbent_.best();
  cost_ = decoder_.decode(now_);
  const double hottest = heat_ * kStartOverRise * typical_rise();
  const double from_share = budget_.share();
  const auto from_steps = budget_.steps();
  std::uint64_t next_report = from_steps + kReportEvery;
  double temperature = hottest;
  while (budget_.step()) {
    if (try_one(temperature) && ++accepted_ % kSortEvery == 0) tidy();
    remember_best();
    if (budget_.steps() < next_report) continue;
    next_report += kReportEvery;
    incumbent_.offer(best_, best_cost_);
    const double by_share = until_share > 0 ? (budget_.share() - from_share) / (until_share - from_share) : 0;
    const double by_steps = until_steps > 0 ? static_cast<double>(budget_.steps() - from_steps) /
                                                  static_cast<double>(until_steps - from_steps)
                                            : 0;
    const double done = std::max(by_share, by_steps);
    if (done >= 1) break;
    temperature = hottest * std::pow(kCoolest, done);
  }
  incumbent_.offer(best_, best_cost_);
}

void Annealing::run() {
  if (now_.list.empty()) return;
  budget_.look();
  std::uint64_t steps = kFirstRoundSteps;
  for (std::size_t k = 0; !budget_.over(); ++k) {
    const bool ends = budget_.share() > 0;
    if (ends) {
      const double until = k < std::size(kRoundEnds) ? kRoundEnds[k] : 1.0;
      if (until > budget_.share())
        round(until, 0);
      else if (until >= 1.0)
        break;
    } else {
      round(0, budget_.steps() + steps);
      steps *= 2;
    }
  }
}

}  // namespace millwright::mes::planning::flexible
