#include "elfFile.h"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <vector>

namespace trtlens {

namespace {

bool isSharedLibrary(Elf64_Ehdr const& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == ELFDATA2LSB && header.e_machine == EM_X86_64 && header.e_type == ET_DYN &&
         header.e_phentsize == sizeof(Elf64_Phdr);
}

bool readAt(std::ifstream& file, std::uint64_t offset, void* target, std::size_t size) {
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(static_cast<char*>(target), static_cast<std::streamsize>(size));
  return file.good();
}

}  // namespace

std::string elfDamage(std::string const& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return path + " cannot be read";
  auto const size = static_cast<std::uint64_t>(file.tellg());
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
