import { Dialog } from "../ui/Dialog";
import { NearFar, StretchMove, TokenToPair, Views } from "./drawings";
import { Keys } from "./Keys";
import "../styles/jobs.css";

/** For someone who never saw a transformer. */
export function Guide({ close }: { close: () => void }) {
  return (
    <Dialog title="How to read this" close={close}>
      <div className="guide stack">
        <section>
          <h3>What a head does</h3>
          <p>
            A transformer reads a sentence as tokens: words, pieces of words, or patches of a picture. To understand one token it looks at
            others. How much it looks at each is called <em>attention</em>. A model has many <em>heads</em>, in layers, and each looks for
            something of its own: one for the word before, another for the noun that "it" stands for.
          </p>
        </section>
        <section>
          <h3>Queries and keys</h3>
          <TokenToPair />
          <p>
            In every head each token makes two lists of numbers. Its <b className="q">query</b> is what it asks: "who does what I say?" Its{" "}
            <b className="k">key</b> is what it offers: "I am a noun." A query attends to the keys that fit it best. Here every query is a
            green disc and every key a pink square, so a sentence of ten tokens gives ten of each. Other colours can be chosen; then the
            shape still tells which is which.
          </p>
        </section>
        <section>
          <h3>Near means attends</h3>
          <NearFar />
          <p>
            The map puts queries and keys on one page, so that a query comes to lie near the keys it would attend to. If a disc sits among
            squares, those are what it looks for, whatever sentence they come from. Squares close together are keys that the same queries
            would pick.
          </p>
          <p className="quiet">
            Only where points lie next to each other counts. Up, down, left and right mean nothing, nor does the gap between two far
            islands. In a model that reads from left to right a token cannot attend to what comes later, even if it lies near on the map.
          </p>
        </section>
        <section>
          <h3>Why points are moved and stretched first</h3>
          <StretchMove />
          <p>
            Fresh from the model, queries often fill one corner and keys another, and nothing is near anything. So all keys are moved
            together by the same step, and queries are stretched as much as keys are shrunk. Attention does not notice. The step gives every
            key of a query the same bonus, and only differences between keys count; the stretching cancels, because attention multiplies the
            two.
          </p>
        </section>
        <section>
          <h3>How far to trust a map</h3>
          <p>
            Queries have dozens of numbers and the page has two directions, so some of the truth is lost, in some heads most of it.{" "}
            <b>Recall 3</b> measures this. Take a query and the three tokens of its sentence that it attends to most: how many of them are
            its three nearest keys on the map? 1 is perfect. Next to it stands what blind luck would give; a map close to luck shows nothing
            about attention, however fine its islands look.
          </p>
          <ul>
            <li>Heads with low recall are marked. Believe their attention in the sentence, not their map.</li>
            <li>
              Check a finding in another kind of map (t-SNE, UMAP, PCA) or another seed. What shows up in one only is the map's doing.
            </li>
            <li>
              Where the atlas has it, the dial from geometry to attention lets attention help to draw the map. Recall rises, but some
              neighbours are then there because they were asked to be.
            </li>
            <li>Click a point and look at the sentence. That shows the model's own attention, without any map.</li>
          </ul>
        </section>
        <section>
          <h3>What the views show</h3>
          <Views />
          <dl>
            <dt>Matrix View</dt>
            <dd>All heads at once: a row is a layer, a column a head. Look for odd shapes, sort, search, then click one.</dd>
            <dt>Single View</dt>
            <dd>One head, to zoom, turn, colour, and select in. Lines join a query to the keys it attends to most.</dd>
            <dt>Sentence View</dt>
            <dd>
              The sentence of a point you clicked, twice: left the tokens that look, right those looked at. A thicker line is more
              attention.
            </dd>
            <dt>Image View</dt>
            <dd>The same for pictures: what a patch looks at, the strongest look of every patch, or all at once.</dd>
          </dl>
        </section>
        <Keys />
      </div>
    </Dialog>
  );
}
