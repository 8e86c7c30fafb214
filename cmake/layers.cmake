# The dependency law, in one place. Read by configure (targets, modules.cmake) and by tools/check_layers (every
# header really read). Each line: a folder, then the folders it may use besides itself. A folder that is not listed
# takes the law of the nearest listed folder above it. `cmake/` knows nothing else about the layout.
#
#   scada and mes never meet: they share lib/contracts only, and talk through OPC UA -> bridge -> bus.
#   lib/base is what every target could depend on; it depends on nothing of ours.
set(MW_LAW
  "lib/base:"
  "lib/contracts: lib/base"
  "lib/bus: lib/base"
  "lib/store: lib/base"
  "lib/opcua: lib/base lib/contracts"
  "lib/http: lib/base"
  "lib/accounts: lib/base lib/store lib/http"
  "plant: lib/base lib/contracts"
  "plc: lib/base"
  "scada: lib/base lib/contracts plant lib/opcua lib/store lib/http lib/accounts"
  "bridge: lib/base lib/contracts plant lib/opcua lib/bus lib/store"
  "mes: lib/base lib/contracts lib/bus lib/store lib/http lib/accounts"
  "uplink: lib/base lib/contracts lib/bus lib/store"
  "cli: lib/base lib/contracts plant lib/opcua lib/bus lib/store lib/http lib/accounts"
  "tests: lib plant plc scada bridge mes uplink cli sim"
  "sim: lib plant plc scada bridge mes uplink"
)

# mw_law_of(FOLDER OUT_VAR): the folders that FOLDER may use, by the nearest listed ancestor.
function(mw_law_of folder out)
  set(probe "${folder}")
  while(NOT probe STREQUAL "")
    foreach(line IN LISTS MW_LAW)
      if(line MATCHES "^${probe}:(.*)$")
        string(STRIP "${CMAKE_MATCH_1}" allowed)
        string(REPLACE " " ";" allowed "${allowed}")
        set(${out} "${probe};${allowed}" PARENT_SCOPE)
        return()
      endif()
    endforeach()
    if(NOT probe MATCHES "/")
      break()
    endif()
    string(REGEX REPLACE "/[^/]*$" "" probe "${probe}")
  endwhile()
  message(FATAL_ERROR "cmake/layers.cmake has no law for '${folder}': add a line for it")
endfunction()

# mw_check_use(FOLDER USED): stops configuration if FOLDER may not use USED.
function(mw_check_use folder used)
  mw_law_of("${folder}" allowed)
  foreach(prefix IN LISTS allowed)
    if("${used}/" MATCHES "^${prefix}/")
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "${folder} may not use ${used}: the law in cmake/layers.cmake allows ${allowed}")
endfunction()
