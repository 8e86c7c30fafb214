#pragma once
// Why a chart, a limit or an index cannot be had. The sentence beside it says where.

#include "lib/base/result.h"

namespace millwright::mes::spc {

enum class SpcError {
  too_few,         ///< points, for what is asked
  no_spread,       ///< every value is the same: there is no σ to judge by
  bad_data,        ///< a negative count, more nonconforming than inspected, an infinite reading
  bad_parameters,  ///< limits the wrong way round, phases out of order, a λ that is none
};

}  // namespace millwright::mes::spc
