const keys: [string[], string][] = [
  [["←", "→"], "the head before, the head after"],
  [["↑", "↓"], "the layer before, the layer after"],
  [["Esc"], "one step back: out of the sentence, then out of the head"],
  [["/"], "search"],
  [["?"], "this page"],
];

export function Keys() {
  return (
    <section>
      <h3>Keys of the keyboard</h3>
      <table>
        <tbody>
          {keys.map(([names, does]) => (
            <tr key={does}>
              <th scope="row">
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
