# Completion of aggregator for fish. fish quotes what it inserts; nothing that comes back is evaluated.
function __aggregator_completion
    set -lx _AGGREGATOR_COMPLETE fish
    set -l found (@PROGRAM@ (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c aggregator -f -a '(__aggregator_completion)'
