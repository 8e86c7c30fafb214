#include "scada/historian/query/at_time.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "scada/historian/query/sample_stream.h"

namespace millwright::scada::historian {
namespace {

/// So many blocks are read through towards the next time before it is looked up instead.
constexpr int kBlocksToNext = 2;

std::int64_t behind(std::int64_t time) { return time == std::numeric_limits<std::int64_t>::max() ? time : time + 1; }

class Finder {
 public:
  Finder(const Source& source, const AtTimeRequest& request, std::int64_t last)
      : source_(source),
        request_(request),
        rules_{request.configuration.treat_uncertain_as_bad, request.configuration.stepped,
               request.configuration.use_sloped_extrapolation},
        last_(last) {}

  /// Times come in order.
  Result<Processed, QueryError> find(std::int64_t time) {
    if (auto done = advance(time); !done) return std::unexpected(done.error());
    const auto around = stream_->around(!request_.use_simple_bounds);
    if (!around) return std::unexpected(around.error());
    const auto bound =
        request_.use_simple_bounds ? simple_bound(time, *around, rules_) : interpolated_bound(time, *around, rules_);
    Processed out{from_unix_ns(time), std::nullopt, bound.status};
    if (!bound.exists()) return out;
    out.value = bound.value;
    out.status = with_info(bound.status, bound.raw ? 0 : info::kInterpolated);
    return out;
  }

 private:
  Result<void, QueryError> advance(std::int64_t time) {
    for (int blocks = 0; stream_ && blocks < kBlocksToNext; ++blocks) {
      const auto run = stream_->run(behind(time));
      if (!run) return std::unexpected(run.error());
      if (run->size == 0) return {};
      stream_->step(run->size);
    }
    auto stream = SampleStream::open(source_, request_.tag, rules_, behind(time), behind(last_));
    if (!stream) return std::unexpected(stream.error());
    stream_.emplace(std::move(*stream));
    return {};
  }

  const Source& source_;
  const AtTimeRequest& request_;
  Rules rules_;
  std::int64_t last_;
  std::optional<SampleStream> stream_;
};

}  // namespace

Result<std::vector<Processed>, QueryError> at_time(const Source& source, const AtTimeRequest& request) {
  if (auto sound = check(request.configuration); !sound) return std::unexpected(sound.error());
  std::vector<Processed> out(request.times.size());
  if (out.empty()) return out;
  std::vector<std::size_t> order(out.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return request.times[i]; });
  Finder finder(source, request, unix_ns(request.times[order.back()]));
  for (const auto i : order) {
    auto found = finder.find(unix_ns(request.times[i]));
    if (!found) return std::unexpected(found.error());
    out[i] = std::move(*found);
  }
  return out;
}

}  // namespace millwright::scada::historian
