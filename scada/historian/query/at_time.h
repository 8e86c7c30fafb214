#pragma once
// ReadAtTime (Part 11, 6.5.5): what a tag was worth at given times.

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::historian {

struct AtTimeRequest {
  TagId tag = 0;
  std::vector<Timestamp> times;  // in any order
  /// true: by the samples next to the time, Bad or not (Part 13, 3.1.9: simple bounding values). false: by the next
  /// ones that are not Bad (3.1.8: interpolated bounding values).
  bool use_simple_bounds = false;
  AggregateConfiguration configuration;  // treat_uncertain_as_bad, stepped, use_sloped_extrapolation
};

/// One answer a time, in the order of the request. A sample of exactly that time that is not Bad comes as it is, Raw.
/// Else Interpolated: Good between two Good neighbours; UncertainDataSubNormal where a Bad one was skipped, where one
/// is Uncertain, and beyond the last sample; BadNoData without a value where nothing lies before. Values have the tag's
/// type; text and bool are held. Close times are answered in one pass, times far apart by looking them up.
[[nodiscard]] Result<std::vector<Processed>, QueryError> at_time(const Source& source, const AtTimeRequest& request);

}  // namespace millwright::scada::historian
