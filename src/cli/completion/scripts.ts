/**
 * The programs that shells run on TAB. Each hands the words of the line to `spec-kitty complete` and offers what it prints,
 * one `value<TAB>description` a line; `:file` and `:directory` mean the shell's own file names.
 * None evaluates what was typed, needs a completion package, or inserts a value unquoted.
 */

/** bash 3.2 and newer. Words are put together again where the shell broke them at an equals sign. */
const BASH = `_spec_kitty() {
  local i n w cut="" value; local -a words; words=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    w="\${COMP_WORDS[i]}"; n=$((\${#words[@]} - 1))
    if ((n >= 0 && i > 1)) && [[ $w == "=" ]]; then words[n]+="="
    elif ((n >= 0 && i > 1)) && [[ \${COMP_WORDS[i-1]} == "=" && \${words[n]} == *= ]]; then words[n]+="$w"
    else words+=("$w"); fi
  done
  n=$((\${#words[@]} - 1)); ((n >= 0)) || return 0
  for ((i = 0; i <= n; i++)); do w="\${words[i]//\\\\/}"; w="\${w//\\"/}"; words[i]="\${w//\\'/}"; done
  [[ \${COMP_WORDS[COMP_CWORD]} != "\${words[n]}" && \${words[n]} == --*=* ]] && cut="\${words[n]%%=*}="
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    case "$value" in
      "") ;;
      :file | :directory)
        w=-f; [[ $value == :directory ]] && w=-d
        while IFS= read -r value; do COMPREPLY+=("$(printf %q "$value")"); done < <(compgen "$w" -- "\${words[n]#"$cut"}") ;;
      *) COMPREPLY+=("$(printf %q "\${value#"$cut"}")") ;;
    esac
  done < <(command spec-kitty complete -- "\${words[@]}" 2>/dev/null)
}
complete -F _spec_kitty spec-kitty
`;

const ZSH = `#compdef spec-kitty
_spec_kitty() {
  local value text
  local -a typed values shown
  typed=("\${(@Q)words[2,CURRENT]}")
  while IFS=$'\\t' read -r value text; do
    case "$value" in
      "") ;;
      :file) _files; return ;;
      :directory) _files -/; return ;;
      *) values+=("$value"); shown+=("$value\${text:+  -- $text}") ;;
    esac
  done < <(command spec-kitty complete -- "\${typed[@]}" 2>/dev/null)
  compadd -l -d shown -a values
}
if [[ \${funcstack[1]} == _spec_kitty ]]; then
  _spec_kitty "$@"
else
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i; }
  compdef _spec_kitty spec-kitty
fi
`;

const FISH = `function __spec_kitty_complete
    set -l typed (commandline -opc)[2..-1] (commandline -ct | string collect --allow-empty | string unescape)
    test (count $typed) -gt (count (commandline -opc)[2..-1]); or set -a typed ""
    for line in (command spec-kitty complete -- $typed 2>/dev/null)
        switch $line
            case ':file'
                __fish_complete_path (commandline -ct)
            case ':directory'
                __fish_complete_directories (commandline -ct)
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c spec-kitty -f -a '(__spec_kitty_complete)'
`;

/** PowerShell 5.1 drops empty words given to programs, so the word at the cursor travels as a flag's value. */
const POWERSHELL = `Register-ArgumentCompleter -Native -CommandName 'spec-kitty' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $earlier = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or ($wordToComplete -eq '' -and $_.Extent.EndOffset -le $cursorPosition) } |
        ForEach-Object { $_.ToString().Trim('"', "'") })
    & spec-kitty complete "--word=$wordToComplete" '--' @earlier 2>$null | ForEach-Object {
        $value, $text = $_ -split "\`t", 2
        if ($value -and -not $value.StartsWith(':')) {
            if (-not $text) { $text = $value }
            $inserted = if ($value -match '[\\s''"$\`;(){}&|<>@#]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
            [System.Management.Automation.CompletionResult]::new($inserted, $value, 'ParameterValue', $text)
        }
    }
}
`;

/** Script by shell. */
export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL } as const;
