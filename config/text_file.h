// Reads a whole file into memory.
#pragma once

#include <filesystem>
#include <string>

#include <tl/expected.hpp>

namespace charterd::config {

/// The file's bytes. The error says why not ("No such file or directory", "is larger than 1 MiB",
/// "is a folder"), without the file's name.
tl::expected<std::string, std::string> read_text_file(const std::filesystem::path& file);

}  // namespace charterd::config
