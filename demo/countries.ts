/** The countries the file names, and a city for the made delivery addresses. */
export type Country = { nameEn: string; nameZh: string; city: string }

const known: Record<string, [nameZh: string, city: string, nameEn?: string]> = {
  'United Kingdom': ['英国', 'London'],
  Germany: ['德国', 'Berlin'],
  France: ['法国', 'Paris'],
  EIRE: ['爱尔兰', 'Dublin', 'Ireland'],
  Spain: ['西班牙', 'Madrid'],
  Netherlands: ['荷兰', 'Amsterdam'],
  Belgium: ['比利时', 'Brussels'],
  Switzerland: ['瑞士', 'Zurich'],
  Australia: ['澳大利亚', 'Sydney'],
  Portugal: ['葡萄牙', 'Lisbon'],
  'Channel Islands': ['海峡群岛', 'Saint Helier'],
  Norway: ['挪威', 'Oslo'],
  Finland: ['芬兰', 'Helsinki'],
  Italy: ['意大利', 'Rome'],
  Cyprus: ['塞浦路斯', 'Nicosia'],
  Unspecified: ['未注明', 'Unspecified'],
  Japan: ['日本', 'Tokyo'],
  Sweden: ['瑞典', 'Stockholm'],
  Austria: ['奥地利', 'Vienna'],
  'Hong Kong': ['中国香港', 'Hong Kong', 'Hong Kong, China'],
  Poland: ['波兰', 'Warsaw'],
  Israel: ['以色列', 'Tel Aviv'],
  Denmark: ['丹麦', 'Copenhagen'],
  Singapore: ['新加坡', 'Singapore'],
  Canada: ['加拿大', 'Ottawa'],
  Iceland: ['冰岛', 'Reykjavik'],
  Greece: ['希腊', 'Athens'],
  Malta: ['马耳他', 'Valletta'],
  'European Community': ['欧洲共同体', 'Unspecified'],
  Lebanon: ['黎巴嫩', 'Beirut'],
  Lithuania: ['立陶宛', 'Vilnius'],
  Brazil: ['巴西', 'Brasilia'],
  'United Arab Emirates': ['阿联酋', 'Abu Dhabi'],
  USA: ['美国', 'New York', 'United States'],
  Bahrain: ['巴林', 'Manama'],
  'Czech Republic': ['捷克', 'Prague'],
  'Saudi Arabia': ['沙特阿拉伯', 'Riyadh'],
}

export function countryOf(name: string): Country {
  const entry = known[name]
  if (!entry) throw new Error(`The history has a country we do not know: ${name}`)
  const [nameZh, city, nameEn] = entry
  return { nameEn: nameEn ?? name, nameZh, city }
}
