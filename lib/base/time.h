#pragma once
// One timestamp type (UTC, nanoseconds), one monotonic type for timers, and the clock that hands out both.
// Clocks are injected so that a seed replays a run; only main() makes a SystemClock.

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace millwright {

/// A moment, UTC, nanoseconds since 1970-01-01T00:00:00Z. Every value, event and row carries this type.
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;
/// A reading of the monotonic clock: for timers and deadlines inside one process, never sent or stored.
using MonotonicTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

using namespace std::chrono_literals;  // 100ms, 2s

/// Source of time. Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp utc() const = 0;
  [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp utc() const override;
  [[nodiscard]] MonotonicTime monotonic() const override;
};

/// A clock that stands still until told to move; for tests and simulation.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start = Timestamp{std::chrono::seconds{1'700'000'000}}) : utc_(start) {}
  [[nodiscard]] Timestamp utc() const override;
  [[nodiscard]] MonotonicTime monotonic() const override;
  /// Moves both clocks forward.
  void advance(Duration by);
  /// Steps the UTC clock alone, as an NTP correction does.
  void step_utc(Duration by);

 private:
  mutable std::mutex mutex_;
  Timestamp utc_;
  MonotonicTime monotonic_{};
};

/// What may come from outside (RFC 3339, devices, OPC UA): the years 1678 to 2261. It ends months inside what 64 bits
/// hold, so that a deadline or a margin added to such a moment stays a moment.
inline constexpr Timestamp kEarliest = std::chrono::sys_days{std::chrono::year{1678} / 1 / 1};
inline constexpr Timestamp kLatest = std::chrono::sys_days{std::chrono::year{2262} / 1 / 1} - Duration{1};

/// RFC 3339 in UTC with as many fraction digits as needed (0, 3, 6 or 9): "2026-11-23T06:06:38.125Z".
[[nodiscard]] std::string to_rfc3339(Timestamp time);
void append_rfc3339(std::string& out, Timestamp time);
/// Reads RFC 3339 with `Z` or a numeric offset; nullopt for anything else, including impossible dates and what is not
/// from kEarliest to kLatest.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// Nanoseconds since the epoch, for stores and wire formats that want a number.
[[nodiscard]] constexpr std::int64_t unix_ns(Timestamp time) { return time.time_since_epoch().count(); }
[[nodiscard]] constexpr Timestamp from_unix_ns(std::int64_t ns) { return Timestamp{Duration{ns}}; }

/// "250ms", "2s", "5min", "1h", "90d" (plant files); nullopt for anything else or a negative number.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

}  // namespace millwright
