# The addon as it is packaged: it needs no glibc newer than 2.28, as VS Code itself, and brings its C++ library along. Zig
# has the symbols of every glibc, whatever the machine's own is, and links its libc++ and unwinder statically.
#   cmake -DCMAKE_TOOLCHAIN_FILE=portable.cmake -DZIG=PATH
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ZIG)
set(CMAKE_CXX_COMPILER "${ZIG}" c++ -target x86_64-linux-gnu.2.28)
# Here rather than at the target, so that CMake's own trials have them: Zig builds its C++ library anew for other ones.
set(CMAKE_CXX_FLAGS_INIT "-O2 -s -fPIC -ffunction-sections -fdata-sections")
set(CMAKE_MODULE_LINKER_FLAGS_INIT "-Wl,--gc-sections")
