// Whether history that is written disturbs what operators see: a plant of 10,000 tags, 100,000 values a second through
// the tag engine, with its history kept and without, in turns. From a block's arrival to the feed of the displays.
// Usage: millwright-history-live-bench [SECONDS [ROUNDS]]
#include <fmt/core.h>
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <thread>

#include "scada/historian/recorder.h"
#include "scada/tags/engine.h"
#include "tests/bench/history/measure.h"

namespace {

using namespace millwright;
using namespace millwright::bench;
using namespace millwright::scada;

constexpr std::uint32_t kTagCount = 10'000;
constexpr std::uint32_t kBlockTags = 100;  // as many as a block of registers holds
constexpr auto kPoll = std::chrono::milliseconds{100};

plant::Plant big_plant() {
  plant::Plant plant;
  plant.name = "big";
  for (std::uint32_t i = 0; i < kTagCount; ++i) {
    plant::Tag tag;
    tag.path = plant::TagPath{fmt::format("line1/unit{}/value{}", i / kBlockTags, i % kBlockTags)};
    tag.equipment = contracts::equipment_of(tag.path);
    plant.tag_index[tag.path] = i;
    plant.tags.push_back(std::move(tag));
  }
  return plant;
}

/// Where the displays stand: how long ago each block had come, by the first of its tags.
class Display final : public tags::Feed {
 public:
  explicit Display(const std::vector<SteadyClock::time_point>& arrivals) : arrivals_(arrivals) {}
  void post(const std::vector<tags::Change>& changes) override {
    ms_.push_back(ms_since(arrivals_[changes.front().tag / kBlockTags]));
  }
  [[nodiscard]] const std::vector<double>& ms() const { return ms_; }

 private:
  const std::vector<SteadyClock::time_point>& arrivals_;
  std::vector<double> ms_;
};

/// All blocks, spread over the poll as a driver's connections are.
void poll(tags::TagEngine& engine, std::vector<SteadyClock::time_point>& arrivals, int turn,
          SteadyClock::time_point begin) {
  for (std::uint32_t block = 0; block < kTagCount / kBlockTags; ++block) {
    std::this_thread::sleep_until(begin + kPoll * block / (kTagCount / kBlockTags));
    const Timestamp now{std::chrono::system_clock::now()};
    tags::Batch batch{now, {}};
    for (std::uint32_t i = 0; i < kBlockTags; ++i)
      batch.samples.push_back({block * kBlockTags + i,
                               contracts::Value{20.0 + (turn * 7 + static_cast<int>(i)) % 500 / 100.0},
                               contracts::quality::kGood, now});
    arrivals[block] = SteadyClock::now();
    engine.submit(std::move(batch));
  }
}

std::vector<double> measured(const plant::Plant& plant, int seconds, bool with_history) {
  std::string folder = std::filesystem::temp_directory_path() / "history_live_XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  Metrics metrics;
  tags::TagEngine engine(plant, metrics);
  auto store = historian::Store::open({.folder = folder});
  if (!store) throw std::runtime_error(store.error().message);
  const auto archive = historian::Archive::open(plant, **store);
  if (!archive) throw std::runtime_error(archive.error().message);
  historian::Recorder recorder(plant, **store, **archive, metrics, [](const std::optional<std::string>& why) {
    if (why) throw std::runtime_error("history is lost: " + *why);
  });
  std::vector<SteadyClock::time_point> arrivals(kTagCount / kBlockTags);
  Display display(arrivals);
  engine.add_feed(display);
  if (with_history) engine.add_feed(recorder);  // last, as in the application
  recorder.start();
  engine.start();
  auto begin = SteadyClock::now();
  for (int turn = 0; turn < seconds * 10; ++turn, begin += kPoll) poll(engine, arrivals, turn, begin);
  engine.stop();
  recorder.stop();
  std::filesystem::remove_all(folder);
  return display.ms();
}

void compare(int seconds, int rounds) {
  const auto plant = big_plant();
  std::vector<double> with, without, ratios;
  for (int round = 0; round < rounds; ++round) {
    const auto off = measured(plant, seconds, false);
    const auto on = measured(plant, seconds, true);
    without.push_back(percentile(off, 0.99));
    with.push_back(percentile(on, 0.99));
    ratios.push_back(with.back() / without.back());
    fmt::print("round {}: p50 {:.3f} and {:.3f} ms, p99 {:.3f} and {:.3f} ms without and with history\n", round + 1,
               median(off), median(on), without.back(), with.back());
  }
  fmt::print(
      "p99 from a block's arrival to the displays, medians: {:.3f} ms without, {:.3f} ms with history: {:.2f} x\n",
      median(without), median(with), median(ratios));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    compare(argc > 1 ? std::stoi(argv[1]) : 10, argc > 2 ? std::stoi(argv[2]) : 5);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
