# SPDX-License-Identifier: Apache-2.0
#
# The libraries that sigvet needs. What is missing is said by the name of its Debian package.

find_package(PkgConfig QUIET)
if(NOT PkgConfig_FOUND)
    message(FATAL_ERROR "pkg-config is missing: install the package pkg-config (or run ./dev setup)")
endif()

# sigvet_library(PREFIX MODULE PACKAGE): PkgConfig::PREFIX.
macro(sigvet_library prefix module package)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
    if(NOT ${prefix}_FOUND)
        message(FATAL_ERROR "${module} is missing: install the package ${package} (or run ./dev setup)")
    endif()
endmacro()

sigvet_library(LIBDW libdw libdw-dev)
sigvet_library(LIBELF libelf libelf-dev)
sigvet_library(SQLITE sqlite3 libsqlite3-dev)
sigvet_library(JANSSON jansson libjansson-dev)
sigvet_library(XXHASH libxxhash libxxhash-dev)
find_package(zydis CONFIG QUIET) # it comes without a file for pkg-config
if(NOT zydis_FOUND)
    message(FATAL_ERROR "zydis is missing: install the package libzydis-dev (or run ./dev setup)")
endif()
if(SIGVET_TESTS)
    sigvet_library(CMOCKA cmocka libcmocka-dev)
endif()

# libclang: version 19 is what sigvet is tested with, else the highest from 17 on. Sets LIBCLANG_VERSION,
# LIBCLANG_ROOT and LIBCLANG_RESOURCE_DIR (the folder above the compiler's own headers), and the target libclang.
function(sigvet_find_libclang)
    if(SIGVET_LLVM)
        set(roots ${SIGVET_LLVM})
    else()
        file(GLOB roots LIST_DIRECTORIES true /usr/lib/llvm-*)
        list(SORT roots COMPARE NATURAL ORDER DESCENDING)
        list(PREPEND roots /usr/lib/llvm-19)
    endif()
    foreach(root IN LISTS roots)
        set(header ${root}/include/clang-c/Index.h)
        file(GLOB headers ${root}/lib/clang/*/include/stddef.h)
        if(NOT EXISTS ${header} OR NOT EXISTS ${root}/lib/libclang.so OR NOT headers)
            continue()
        endif()
        list(SORT headers COMPARE NATURAL ORDER DESCENDING)
        list(GET headers 0 stddef)
        cmake_path(GET stddef PARENT_PATH resource)
        cmake_path(GET resource PARENT_PATH resource)
        cmake_path(GET resource FILENAME version)
        string(REGEX MATCH "^[0-9]+" version "${version}")
        if(version GREATER_EQUAL 17)
            set(LIBCLANG_ROOT ${root} PARENT_SCOPE)
            set(LIBCLANG_VERSION ${version} PARENT_SCOPE)
            set(LIBCLANG_RESOURCE_DIR ${resource} PARENT_SCOPE)
            return()
        endif()
    endforeach()
    message(FATAL_ERROR "libclang 17 or newer is missing: install the package libclang-19-dev (or run ./dev setup)")
endfunction()

sigvet_find_libclang()
message(STATUS "libclang ${LIBCLANG_VERSION} of ${LIBCLANG_ROOT}")
add_library(libclang SHARED IMPORTED)
set_target_properties(libclang PROPERTIES
    IMPORTED_LOCATION ${LIBCLANG_ROOT}/lib/libclang.so
    INTERFACE_INCLUDE_DIRECTORIES ${LIBCLANG_ROOT}/include)
