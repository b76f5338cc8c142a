import type { TokenTable } from "../data/tokens";
import { isImage } from "../data/tokens";
import { go, usePlace } from "../state/place";
import { Choice } from "../ui/Choice";
import { counted } from "../ui/counted";
import { FailureNote } from "../ui/FailureNote";
import { Conditions } from "./Conditions";
import { FoundTexts } from "./FoundTexts";
import { searchFault } from "./fault";
import { useDraft } from "./useDraft";
import type { Search } from "./useSearch";
import "../styles/ask.css";

const placeholders: Record<string, string> = {
  "": "Search a token: the",
  substring: "Search a part: ing",
  regex: "Search a regex: ^[a-z]{2}$",
};

/** Search over all heads at once: what to look for, how, where, and how much was found. */
export function SearchBar({ search, table }: { search: Search; table: TokenTable | undefined }) {
  const place = usePlace();
  const [text, setText] = useDraft(place.q, (q) => go({ q }, { replace: true }));
  const image = table !== undefined && isImage(table);
  const whole = place.scope === "sequence";
  const placeholder = image ? "Search a patch: r3 c5" : whole ? "Search words: over the" : (placeholders[place.match] ?? placeholders[""]);
  return (
    <search className="search-bar row" aria-label="Search tokens">
      <input
        id="search"
        type="search"
        className="grow"
        aria-label="Search tokens ( / )"
        aria-describedby="search-count"
        placeholder={placeholder}
        maxLength={1000}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== "Escape" || text === "") return;
          e.preventDefault();
          e.stopPropagation();
          setText("");
          go({ q: "" }, { replace: true });
        }}
      />
      <Choice
        label="match"
        value={place.match}
        options={[
          ["", whole ? "whole text" : "whole token"],
          ["substring", "part of it"],
          ["regex", "regex pattern"],
        ]}
        change={(match) => go({ match })}
        title="Upper and lower case are the same"
      />
      {!image && (
        <Choice
          label="in"
          value={place.scope}
          options={[
            ["", "each token"],
            ["sequence", "whole sequences"],
          ]}
          // Few look for a sequence by its whole text.
          change={(scope) => go({ scope, match: scope && place.match === "" ? "substring" : place.match })}
          title="Whole sequences: words and phrases of several tokens are found, too"
        />
      )}
      <Conditions table={table} />
      <FoundTexts search={search} />
      <Count search={search} />
      {search.failure && <Fault search={search} />}
    </search>
  );
}

function Count({ search }: { search: Search }) {
  let says = "";
  if (search.failure) says = "no answer";
  else if (search.active)
    says = search.hits ? `${counted(search.tokens, "token")} in ${counted(search.sequences, "sequence")}` : "searching";
  return (
    <output id="search-count" className="search-count" aria-busy={search.loading}>
      {says}
    </output>
  );
}

function Fault({ search }: { search: Search }) {
  const fault = searchFault(search.failure!);
  return (
    <div className="search-fault">
      {fault ? (
        <div className="panel" role="status">
          {fault}
        </div>
      ) : (
        <FailureNote failure={search.failure!} retry={search.retry} />
      )}
    </div>
  );
}
