#pragma once
// Master data in versions: each with the time in which it is in effect and the person who approved it. What nobody
// approved is a draft and is never used.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "lib/base/json.h"
#include "lib/base/time.h"

namespace millwright::mes {

struct Approval {
  std::string by;
  Timestamp on{};
};
BOOST_DESCRIBE_STRUCT(Approval, (), (by, on))

struct Version {
  std::int64_t version = 1;
  std::optional<Timestamp> effective_from{};  // nullopt: always was
  std::optional<Timestamp> effective_to{};    // not any more at this moment; nullopt: until further notice
  std::optional<Approval> approved{};         // nullopt: a draft

  [[nodiscard]] bool in_effect(Timestamp at) const {
    return approved && (!effective_from || *effective_from <= at) && (!effective_to || at < *effective_to);
  }
  /// Whether both are in effect at some moment.
  [[nodiscard]] bool overlaps(const Version& other) const {
    const auto begins_before_end = [](const Version& one, const Version& another) {
      return !one.effective_from || !another.effective_to || *one.effective_from < *another.effective_to;
    };
    return approved && other.approved && begins_before_end(*this, other) && begins_before_end(other, *this);
  }
};
BOOST_DESCRIBE_STRUCT(Version, (), (version, effective_from, effective_to, approved))

}  // namespace millwright::mes
