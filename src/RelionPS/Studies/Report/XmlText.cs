using System.Xml;

namespace RelionPS.Studies.Report;

/// <summary>Text that any XML can hold: names from file systems and logs may have characters that it can't.</summary>
internal static class XmlText
{
    public static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var clean = new System.Text.StringBuilder(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (index + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[index + 1], text[index]))
            {
                clean.Append(text[index]).Append(text[++index]);
            }
            else clean.Append(XmlConvert.IsXmlChar(text[index]) ? text[index] : '\uFFFD');
        }
        return clean.ToString();
    }
}
