# SPDX-License-Identifier: Apache-2.0
#
# A folder of sources as one static library.

# sigvet_folder(NAME FOLDER [LINKED...]): the library NAME of FOLDER/*.c. Without sources it is an empty interface, so
# that what links it still configures.
function(sigvet_folder name folder)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PRIVATE ${ARGN})
    else()
        add_library(${name} INTERFACE)
    endif()
endfunction()

# sigvet_define(NAME DEFINITION...): for the sources of that library alone.
function(sigvet_define name)
    get_target_property(type ${name} TYPE)
    if(type STREQUAL STATIC_LIBRARY)
        target_compile_definitions(${name} PRIVATE ${ARGN})
    endif()
endfunction()

# sigvet_embed(NAME FILE SYMBOL): the bytes of FILE, a NUL behind, as `const char SYMBOL[]` in the library.
# Bytes and not a literal: ISO C lets a compiler stop at 4095 characters.
function(sigvet_embed name file symbol)
    get_target_property(type ${name} TYPE)
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
    if(NOT type STREQUAL STATIC_LIBRARY OR NOT found)
        return()
    endif()
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${PROJECT_SOURCE_DIR}/${file} bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${symbol}.c @ONLY CONTENT
        "/* The bytes of @file@. */\nextern const char @symbol@[];\nconst char @symbol@[] = {\n@bytes@0};\n")
    target_sources(${name} PRIVATE ${PROJECT_BINARY_DIR}/${symbol}.c)
endfunction()
