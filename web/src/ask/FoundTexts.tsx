import { go } from "../state/place";
import { grouped } from "../ui/counted";
import { Popover } from "./Popover";
import type { Search } from "./useSearch";

// The gateway counts no more.
const most = 100;

/** The different texts of the tokens that match; a click narrows the search to one. */
export function FoundTexts({ search }: { search: Search }) {
  const { texts } = search;
  return (
    <Popover label="Texts" title="Different texts among the tokens found" disabled={texts.length < 2}>
      {(close) => (
        <>
          <div className="quiet">{texts.length < most ? `${texts.length} different texts` : `The ${most} most frequent texts`}</div>
          <ul className="texts">
            {texts.map(({ text, count }) => (
              <li key={text}>
                <button
                  className="bare row"
                  title={`Search only “${text}”`}
                  onClick={() => {
                    go({ q: text, match: "", scope: "" });
                    close();
                  }}
                >
                  <span className="grow mono">{text.trim() === "" ? "␣" : text}</span>
                  <span className="quiet">{grouped(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
