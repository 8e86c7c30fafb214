#pragma once
// Ids are distinct types: a LotId cannot be passed where an OrderId is wanted.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "lib/base/time.h"

namespace millwright {

/// A string that names one kind of thing. `Kind` is any tag type; it is never defined.
template <class Kind>
class Name {
 public:
  Name() = default;
  explicit Name(std::string text) : text_(std::move(text)) {}
  explicit Name(std::string_view text) : text_(text) {}
  explicit Name(const char* text) : text_(text) {}

  [[nodiscard]] const std::string& str() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend bool operator==(const Name&, const Name&) = default;
  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  std::string text_;
};

/// 128 bits. New ones are UUID version 7 (RFC 9562): they sort by the time they were made.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] std::string str() const;
  /// The canonical 36-character form, either case; nullopt for anything else.
  [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);
  friend bool operator==(const Uuid&, const Uuid&) = default;
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// Makes ids. Clock and seed are injected; safe from any thread.
class IdSource {
 public:
  IdSource(const Clock& clock, std::uint64_t seed) : clock_(clock), random_(seed) {}
  /// Seeded from the operating system.
  explicit IdSource(const Clock& clock);

  [[nodiscard]] Uuid uuid();
  [[nodiscard]] std::string next() { return uuid().str(); }

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::mt19937_64 random_;
};

}  // namespace millwright

template <class Kind>
struct std::hash<millwright::Name<Kind>> {
  std::size_t operator()(const millwright::Name<Kind>& name) const noexcept {
    return std::hash<std::string>{}(name.str());
  }
};
