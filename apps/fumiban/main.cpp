// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.hpp"

int main(int argc, char** argv) { return fumiban::app::run_fumiban(argc, argv); }
