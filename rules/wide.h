// Integers wide enough for exact sums and cross-multiplied comparisons.
#pragma once

namespace charterd::rules {

/// 128 bits: sums of a billion Fixed values, and products of two counts with a ratio, fit.
__extension__ using Wide = __int128;

}  // namespace charterd::rules
