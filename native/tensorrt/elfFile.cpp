#include "elfFile.h"

#include <elf.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace trtlens {

namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

bool isSharedLibrary(Elf64_Ehdr const& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == ELFDATA2LSB && header.e_machine == EM_X86_64 && header.e_type == ET_DYN &&
         header.e_phentsize == sizeof(Elf64_Phdr);
}

bool readAt(File const& file, std::uint64_t offset, void* target, std::size_t size) {
  if (offset > static_cast<std::uint64_t>(INT64_MAX)) return false;
  return fseeko(file.get(), static_cast<off_t>(offset), SEEK_SET) == 0 &&
         std::fread(target, 1, size, file.get()) == size;
}

/// Bytes of the file; 0 where it has no end, as a folder.
std::uint64_t sizeOf(File const& file) {
  if (fseeko(file.get(), 0, SEEK_END) != 0) return 0;
  off_t const size = ftello(file.get());
  return size > 0 ? static_cast<std::uint64_t>(size) : 0;
}

}  // namespace

std::string elfDamage(std::string const& path) {
  File const file(std::fopen(path.c_str(), "rb"));
  if (!file) return path + " cannot be read";
  std::uint64_t const size = sizeOf(file);
  Elf64_Ehdr header;
  if (!readAt(file, 0, &header, sizeof header) || !isSharedLibrary(header))
    return path + " is no shared library for Linux on x86-64";
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!readAt(file, header.e_phoff, segments.data(), segments.size() * sizeof(Elf64_Phdr))) return path + " is cut off";
  for (Elf64_Phdr const& segment : segments)
    if (segment.p_type == PT_LOAD && (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))
      return path + " is cut off";
  return {};
}

}  // namespace trtlens
