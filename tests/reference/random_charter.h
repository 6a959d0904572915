// Charters about cases, made at random, that the contract has one answer for.
#pragma once

#include "tests/reference/dice.h"
#include "tests/reference/scenario.h"

namespace charterd::slow {

Node random_charter(Dice& dice);

}  // namespace charterd::slow
