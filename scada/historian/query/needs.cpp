#include "scada/historian/query/answer.h"

namespace millwright::scada::historian {

void add_needs(Aggregate aggregate, Needs& needs) {
  switch (aggregate) {
    case Aggregate::interpolative:
      needs.interpolated_bounds = true;
      break;
    case Aggregate::average:
      needs.sum = true;
      break;
    case Aggregate::time_average:
    case Aggregate::total:
      needs.interpolated_time = true;
      break;
    case Aggregate::minimum:
    case Aggregate::maximum:
    case Aggregate::minimum_actual_time:
    case Aggregate::maximum_actual_time:
    case Aggregate::range:
      needs.extrema = true;
      break;
    case Aggregate::minimum2:
    case Aggregate::maximum2:
    case Aggregate::minimum_actual_time2:
    case Aggregate::maximum_actual_time2:
    case Aggregate::range2:
      needs.extrema = needs.simple_time = needs.simple_bounds = true;
      break;
    case Aggregate::number_of_transitions:
      needs.changes = true;
      break;
    case Aggregate::start_bound:
    case Aggregate::end_bound:
    case Aggregate::delta_bounds:
    case Aggregate::worst_quality2:
      needs.simple_bounds = true;
      break;
    case Aggregate::time_average2:
    case Aggregate::total2:
    case Aggregate::duration_in_state_zero:
    case Aggregate::duration_in_state_non_zero:
    case Aggregate::duration_good:
    case Aggregate::duration_bad:
    case Aggregate::percent_good:
    case Aggregate::percent_bad:
      needs.simple_time = true;
      break;
    case Aggregate::standard_deviation_sample:
    case Aggregate::variance_sample:
    case Aggregate::standard_deviation_population:
    case Aggregate::variance_population:
      needs.squares = true;
      break;
    case Aggregate::start:
    case Aggregate::end:
      needs.ends = true;
      break;
    case Aggregate::count:
    case Aggregate::delta:
    case Aggregate::worst_quality:
      break;
  }
}

}  // namespace millwright::scada::historian
