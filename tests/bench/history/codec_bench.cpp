// How small and how fast a chunk is: bytes a value against the entropy of the signals, CPU time to pack and unpack.
#include <fmt/core.h>

#include <ctime>
#include <map>

#include "scada/historian/codec/codec.h"
#include "tests/bench/history/dataset.h"

namespace {

using namespace millwright;
using scada::historian::Block;

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Sum {
  double values = 0, bytes = 0, bound_bits = 0, pack_ns = 0, unpack_ns = 0;
  void add(const Sum& other) {
    values += other.values;
    bytes += other.bytes;
    bound_bits += other.bound_bits;
    pack_ns += other.pack_ns;
    unpack_ns += other.unpack_ns;
  }
};

Block next_block(bench::Source& source, std::size_t count) {
  Block block;
  std::vector<double> reals;
  std::vector<std::int64_t> wholes;
  for (std::size_t i = 0; i < count; ++i) {
    const auto [time, value] = source.next();
    block.times.push_back(time);
    if (source.signal() == bench::Signal::analog)
      reals.push_back(value);
    else
      wholes.push_back(static_cast<std::int64_t>(value));
  }
  if (reals.empty())
    block.values = std::move(wholes);
  else
    block.values = std::move(reals);
  return block;
}

Sum measure(const Block& block, double bound_bits) {
  Sum sum{.values = static_cast<double>(block.size()), .bound_bits = bound_bits * static_cast<double>(block.size())};
  const auto began = cpu_ns();
  const auto chunk = encode(block);
  const auto packed = cpu_ns();
  static Block back;
  const bool fits = decode(chunk, back) && back == block;
  const auto unpacked = cpu_ns();
  if (!fits) throw std::runtime_error("what came back is not what was packed");
  sum.bytes = static_cast<double>(chunk.size());
  sum.pack_ns = packed - began;
  sum.unpack_ns = unpacked - packed;
  return sum;
}

void print(const std::string& what, const Sum& sum) {
  fmt::print("  {:<10} {:>8.3f} {:>8.3f} {:>7.3f} {:>8.1f} {:>8.1f}\n", what, sum.bytes / sum.values,
             sum.bound_bits / 8 / sum.values, sum.bytes * 8 / sum.bound_bits, sum.pack_ns / sum.values,
             sum.unpack_ns / sum.values);
}

}  // namespace

int main() {
  constexpr std::uint32_t kTags = 200;
  constexpr std::size_t kSamples = 8192;
  const std::map<bench::Signal, std::string> names{
      {bench::Signal::analog, "analog"}, {bench::Signal::state, "state"}, {bench::Signal::counter, "counter"}};
  for (const int jitter : {0, 10})
    for (const std::size_t chunk : {1024u, 2048u, 4096u, 8192u}) {
      std::map<bench::Signal, Sum> sums;
      Sum all;
      for (std::uint32_t tag = 0; tag < kTags; ++tag) {
        bench::Source source(tag, {.jitter_ms = jitter});
        for (std::size_t i = 0; i < kSamples / chunk; ++i) {
          const auto sum = measure(next_block(source, chunk), source.entropy_bits());
          sums[source.signal()].add(sum);
          all.add(sum);
        }
      }
      fmt::print("{} samples a chunk, stamps {}\n  {:<10} {:>8} {:>8} {:>7} {:>8} {:>8}\n", chunk,
                 jitter == 0 ? "even" : fmt::format("with {} ms of jitter", jitter), "", "bytes", "bound", "ratio",
                 "pack ns", "unpack ns");
      for (const auto& [signal, sum] : sums) print(names.at(signal), sum);
      print("all", all);
    }
  return 0;
}
