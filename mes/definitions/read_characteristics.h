#pragma once

#include "mes/definitions/reading.h"

namespace millwright::mes {

/// One of the section `characteristics`.
[[nodiscard]] Characteristic read_characteristic(YamlReader& in, const Reading& reading);

}  // namespace millwright::mes
