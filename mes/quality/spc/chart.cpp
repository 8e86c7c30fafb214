#include "mes/quality/spc/chart.h"

#include <algorithm>

namespace millwright::mes::spc {

ChartPoint point_of(double value, double centre, double sigma, std::size_t phase, Possible possible) {
  ChartPoint point;
  point.value = value;
  point.centre = centre;
  point.lower = std::max(possible.least, centre - 3 * sigma);
  point.upper = std::min(possible.most, centre + 3 * sigma);
  point.sigma = sigma;
  point.z = std::isnan(value) ? kMissing : standardised(value, centre, sigma);
  point.phase = phase;
  return point;
}

std::vector<Violation> violations(const Chart& chart, RuleSet rules) {
  std::vector<Violation> found;
  std::vector<double> z;
  std::size_t first = 0;
  for (std::size_t at = 0; at < chart.points.size(); ++at) {
    z.push_back(chart.points[at].z);
    const bool ends = at + 1 == chart.points.size() || chart.points[at + 1].phase != chart.points[at].phase;
    if (!ends) continue;
    for (const Violation& violation : check(z, rules)) {
      found.push_back({violation.rule, first + violation.first, first + violation.last});
    }
    z.clear();
    first = at + 1;
  }
  return found;
}

}  // namespace millwright::mes::spc
