#include "lib/base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <utility>

namespace millwright {

struct Metrics::Impl {
  prometheus::Registry registry;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return Counter{&prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry).Add(labels)};
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return Gauge{&prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add(labels)};
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels,
                             std::vector<double> buckets) {
  if (buckets.empty()) buckets = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
  return Histogram{
      &prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry).Add(labels, std::move(buckets))};
}

std::string Metrics::render() const { return prometheus::TextSerializer{}.Serialize(impl_->registry.Collect()); }

void Counter::add(double by) const { static_cast<prometheus::Counter*>(impl_)->Increment(by); }
void Gauge::set(double value) const { static_cast<prometheus::Gauge*>(impl_)->Set(value); }
void Histogram::observe(double value) const { static_cast<prometheus::Histogram*>(impl_)->Observe(value); }

}  // namespace millwright
