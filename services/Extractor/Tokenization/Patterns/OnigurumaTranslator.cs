using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// Rewrites a pattern from Oniguruma's (Ruby) syntax into the runtime's: possessive quantifiers, script
/// classes, \h, \R, \w, (?m), class intersection with a negated class. What has no counterpart is refused.
/// </summary>
internal sealed class OnigurumaTranslator
{
    private const string Word = @"\p{L}\p{M}\p{Nd}\p{Pc}";

    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<int> _groups = new();
    private int _at;
    private int _atomStart;

    private OnigurumaTranslator(string pattern) => _pattern = pattern;

    /// <exception cref="ArgumentException">The pattern uses syntax that has no counterpart.</exception>
    public static string Translate(string pattern)
    {
        if (pattern.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            throw new ArgumentException("it names a character beyond U+FFFF");
        OnigurumaTranslator translator = new(pattern);
        while (translator._at < pattern.Length)
            translator.Step();
        return translator._output.ToString();
    }

    private bool Follows(string text) => string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;

    private void Step()
    {
        char c = _pattern[_at];
        switch (c)
        {
            case '\\':
                _atomStart = _output.Length;
                Escape(inClass: false);
                break;
            case '[':
                _atomStart = _output.Length;
                CharacterSet();
                break;
            case '(':
                _groups.Push(_output.Length);
                OpenGroup();
                break;
            case ')':
                _atomStart = _groups.Count > 0 ? _groups.Pop() : _output.Length;
                Copy(1);
                break;
            case '*' or '+' or '?':
                Quantifier();
                break;
            case '{':
                Interval();
                break;
            default:
                _atomStart = _output.Length;
                Copy(1);
                break;
        }
    }

    private void Copy(int count)
    {
        _output.Append(_pattern, _at, count);
        _at += count;
    }

    private void OpenGroup()
    {
        Copy(1);
        if (!Follows("?") || Follows("?<"))
            return;
        // Ruby's m lets the dot match newlines, which is s elsewhere.
        while (_at < _pattern.Length && _pattern[_at] is '?' or 'i' or 'm' or 'x' or '-')
        {
            _output.Append(_pattern[_at] == 'm' ? 's' : _pattern[_at]);
            _at++;
        }
    }

    private void Quantifier()
    {
        Copy(1);
        if (!Follows("+"))
        {
            if (Follows("?"))
                Copy(1);
            return;
        }
        _at++;
        _output.Insert(_atomStart, "(?>").Append(')');
    }

    private void Interval()
    {
        int close = _pattern.IndexOf('}', _at);
        if (Follows("{,"))
        {
            // "At most" is written with its zero elsewhere.
            _output.Append("{0");
            _at++;
        }
        Copy(Math.Max(1, close - _at + 1));
        // In Ruby a plus after a count is no possessive sign but repeats the whole.
        if (!Follows("+"))
            return;
        _output.Insert(_atomStart, "(?:").Append(")+");
        _at++;
    }

    private void CharacterSet()
    {
        Copy(Follows("[^") ? 2 : 1);
        bool first = true;
        while (_at < _pattern.Length && (first || _pattern[_at] != ']'))
        {
            first = false;
            if (Follows("&&[^"))
            {
                // a and not b is what the runtime calls a - b.
                _at += 4;
                _output.Append("-[");
                while (_at < _pattern.Length && _pattern[_at] != ']')
                    SetMember();
                Copy(Math.Min(1, _pattern.Length - _at));
            }
            else
            {
                SetMember();
            }
        }
        Copy(Math.Min(1, _pattern.Length - _at));
    }

    private void SetMember()
    {
        if (Follows("[") || Follows("&&"))
            throw new ArgumentException("it nests or intersects character classes");
        if (Follows("\\"))
            Escape(inClass: true);
        else
            Copy(1);
    }

    private void Escape(bool inClass)
    {
        if (_at + 1 >= _pattern.Length)
            throw new ArgumentException("it ends in a backslash");
        switch (_pattern[_at + 1])
        {
            case 'p' or 'P':
                Property(inClass);
                return;
            case 'w':
                Replace(inClass ? Word : $"[{Word}]");
                return;
            case 'W' when !inClass:
                Replace($"[^{Word}]");
                return;
            case 'h':
                Replace(inClass ? "0-9a-fA-F" : "[0-9a-fA-F]");
                return;
            case 'R' when !inClass:
                Replace(@"(?>\r\n|[\n\v\f\r\u0085\u2028\u2029])");
                return;
            case 'x' when _at + 2 < _pattern.Length && _pattern[_at + 2] == '{':
                HexadecimalEscape();
                return;
            case 'W' or 'H' or 'R' or 'X' or 'K':
                throw new ArgumentException($"\\{_pattern[_at + 1]} is not supported in this place");
            default:
                Copy(2);
                return;
        }
    }

    private void Replace(string text)
    {
        _output.Append(text);
        _at += 2;
    }

    private void HexadecimalEscape()
    {
        int close = _pattern.IndexOf('}', _at);
        string digits = close < 0 ? "" : _pattern[(_at + 3)..close];
        if (digits.Length is 0 or > 4)
            throw new ArgumentException("it names a character beyond U+FFFF");
        _output.Append("\\u").Append(digits.PadLeft(4, '0'));
        _at = close + 1;
    }

    private void Property(bool inClass)
    {
        int close = _pattern.IndexOf('}', _at);
        if (close < 0 || _pattern[_at + 2] != '{')
            throw new ArgumentException("a \\p is not followed by {name}");
        string name = _pattern[(_at + 3)..close];
        bool negated = _pattern[_at + 1] == 'P';
        if (name.StartsWith('^'))
            (negated, name) = (!negated, name[1..]);
        _at = close + 1;
        string? ranges = UnicodeScripts.Ranges(name);
        if (ranges is null)
            _output.Append(negated ? "\\P{" : "\\p{").Append(UnicodeScripts.ShortCategory(name)).Append('}');
        else if (!inClass)
            _output.Append(negated ? "[^" : "[").Append(ranges).Append(']');
        else
            _output.Append(negated ? throw new ArgumentException($"\\P{{{name}}} stands inside a character class") : ranges);
    }
}
