#pragma once
// Prometheus metrics of one process, served at /metrics. Made by main() and handed down; there is no global registry.

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace millwright {

using Labels = std::map<std::string, std::string>;

/// A number that only grows. Cheap to copy; valid as long as the Metrics it came from. Safe from any thread.
class Counter {
 public:
  void add(double by = 1) const;

 private:
  friend class Metrics;
  explicit Counter(void* impl) : impl_(impl) {}
  void* impl_;
};

/// A number that goes up and down.
class Gauge {
 public:
  void set(double value) const;

 private:
  friend class Metrics;
  explicit Gauge(void* impl) : impl_(impl) {}
  void* impl_;
};

/// A distribution, in seconds unless its name says otherwise.
class Histogram {
 public:
  void observe(double value) const;

 private:
  friend class Metrics;
  explicit Histogram(void* impl) : impl_(impl) {}
  void* impl_;
};

/// Names follow Prometheus practice: millwright_<part>_<what>_<unit>[_total].
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  /// Buckets default to 0.5 ms … 10 s.
  Histogram histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                      std::vector<double> buckets = {});
  /// The text exposition format.
  [[nodiscard]] std::string render() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millwright
